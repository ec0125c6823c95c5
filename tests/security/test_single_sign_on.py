"""Single sign-on against a real provider and a server of its own, as an operator sets it up."""

import html
import os
import re
import socket
import sqlite3
import time
from contextlib import closing

import pytest
import requests

from tests.operating.hosts import made
from tests.second_factors import SECRET, code_of

from .identity_provider import Provider

pytestmark = pytest.mark.slow
LEADS = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')
PEOPLE = """
from departments.models import AuditEvent, Department, Membership, User
from departments import passwords
from departments.models import PasswordUsed
a = Department.objects.create(code="420111", name="东湖区财政局", kind="authority")
for name in ("tianbao", "fuze", "tingyong"):
    user = User.objects.create_user(name, password="perfeval-tests", name=name, is_active=name != "tingyong")
    Membership.objects.create(user=user, department=a, role="reviewer")
    PasswordUsed.objects.create(user=user, encoded=user.password)
    passwords.given(user)
"""


@pytest.fixture(scope="module")
def provider():
    made = Provider()
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(provider, tmp_path_factory):
    """The address of a server with single sign-on, and its host."""
    host = made(tmp_path_factory.mktemp("sso"), "sqlite")
    host.environment |= {
        "PERFEVAL_OIDC_ISSUER": provider.issuer, "PERFEVAL_OIDC_CLIENT_ID": "perfeval",
        "PERFEVAL_OIDC_CLIENT_SECRET": "geheim", "PERFEVAL_OIDC_NAME": "市统一身份认证", "NO_PROXY": "*",
    }  # fmt: skip
    host.done("migrate", "-v0")
    host.shell(PEOPLE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = host.start("runserver", f"127.0.0.1:{port}", "--noreload")
    host.address = f"http://127.0.0.1:{port}"
    _wait_for(host.address)
    yield host
    server.terminate()
    server.communicate()


def _wait_for(address):
    for _ in range(300):
        try:
            return requests.get(f"{address}/healthz", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


@pytest.fixture
def browser(provider, site):
    """Sees what a browser sees; the provider as it is."""
    provider.claims, provider.userinfo, provider.spoil = {"preferred_username": "tianbao"}, {}, ""
    os.environ.setdefault("NO_PROXY", "*")
    with requests.Session() as session:
        session.trust_env = False
        yield session


def sign_in(browser, site, target="/verify/"):
    """By the button; a browser then goes where the page leads."""
    page = begin(browser, site, target)
    leads = LEADS.search(page.text)
    return browser.get(html.unescape(leads[1]), timeout=60) if leads else page


def begin(browser, site, target="/verify/"):
    browser.get(f"{site.address}/accounts/login/", timeout=60)
    form = {"next": target, "csrfmiddlewaretoken": browser.cookies.get("csrftoken", "")}
    return browser.post(f"{site.address}/accounts/sso/oidc/", form, timeout=60)


def asked(site, sql, *values):
    """The first row found by a query on the database of the server."""
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        return list(database.execute(sql, values).fetchone())


def latest(site, verb):
    columns = "SELECT actor_name, target, reason FROM departments_auditevent"
    return asked(site, f"{columns} WHERE verb = ? ORDER BY id DESC LIMIT 1", verb)


def is_in(browser, site):
    return browser.get(f"{site.address}/", allow_redirects=False, timeout=60).status_code == 200


def test_the_page_to_sign_in_offers_it(browser, site):
    page = browser.get(f"{site.address}/accounts/login/?next=/reviews/", timeout=60).text

    assert '<form method="post" action="/accounts/sso/oidc/">' in page
    assert 'name="next" value="/reviews/"' in page
    assert "用市统一身份认证登录" in page


def test_a_link_of_another_site_begins_nothing(browser, site):
    answer = browser.get(
        f"{site.address}/accounts/sso/oidc/", params={"next": "/reviews/"}, allow_redirects=False, timeout=60
    )
    assert answer.headers["Location"] == "/accounts/login/?next=%2Freviews%2F"
    foreign = browser.post(f"{site.address}/accounts/sso/oidc/", {"next": "/"}, timeout=60)
    assert foreign.status_code == 403
    assert not is_in(browser, site)


def test_the_page_that_leads_there_says_so_and_asks_how_long_ago(browser, site, provider):
    page = begin(browser, site)

    assert "正在前往市统一身份认证" in page.text
    address = html.unescape(LEADS.search(page.text)[1])
    assert address.startswith(f"{provider.issuer}/authorize?")
    assert "max_age=43200" in address
    assert "code_challenge_method=S256" in address


def test_an_existing_person_signs_in_and_comes_where_they_wanted(browser, site):
    answer = sign_in(browser, site)

    assert (answer.status_code, answer.url) == (200, f"{site.address}/verify/")
    assert is_in(browser, site)  # nor is a password asked for that nobody uses
    assert latest(site, "sign_in") == ["tianbao", "tianbao", "市统一身份认证"]


def test_nobody_is_made_and_nobody_inactive_signs_in(browser, site, provider):
    for name in ("niemand", "tingyong", "TIANBAO"):
        provider.claims = {"preferred_username": name}
        answer = sign_in(browser, site)
        assert answer.status_code == 401
        assert f"没有用户名为“{name}”的有效账号" in answer.text
        assert not is_in(browser, site)

    assert asked(site, "SELECT count(*) FROM departments_user") == [3]
    assert latest(site, "sign_in_failed")[2] == "市统一身份认证：没有账号或已停用：TIANBAO"


@pytest.mark.parametrize(
    "spoil",
    [
        "signature",
        "audience",
        "expired",
        "state",
        "denied",
        "nonsense",
        "issuer",
        "algorithm",
        "no algorithm",
        "long ago",
        "redirect",
    ],
)
def test_what_cannot_be_believed_signs_nobody_in(browser, site, provider, spoil):
    provider.spoil = spoil
    answer = sign_in(browser, site)

    assert answer.status_code == 401
    assert "没有确认您的身份" in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not is_in(browser, site)


@pytest.mark.parametrize(
    ("claims", "info", "signs_in"),
    [
        ({}, {"preferred_username": "tianbao"}, True),
        ({}, {"preferred_username": "tianbao", "sub": "another"}, False),
        ({}, {}, False),
        ({"preferred_username": ["tianbao"]}, {}, False),
        ({"preferred_username": "fuze"}, {"preferred_username": "tianbao"}, True),
    ],
)
def test_the_signed_claim_counts_first(browser, site, provider, claims, info, signs_in):
    provider.claims, provider.userinfo = claims, info
    answer = sign_in(browser, site)

    assert is_in(browser, site) == signs_in
    assert signs_in or "没有提供用来对应账号的信息" in answer.text
    if claims == {"preferred_username": "fuze"}:
        assert latest(site, "sign_in")[0] == "fuze"


def test_the_second_factor_is_asked_all_the_same(browser, site, provider):
    provider.claims = {"preferred_username": "fuze"}
    site.shell(
        "from departments import second_factor as s; from departments.models import User;"
        f"u = User.objects.get(username='fuze'); s.add_app('{SECRET}', '{code_of(later=-1)}', by=u)"
    )
    page = sign_in(browser, site)
    assert "/accounts/login/second/" in page.url
    assert not is_in(browser, site)

    browser.post(
        page.url, {"code": code_of(), "csrfmiddlewaretoken": browser.cookies["csrftoken"]}, timeout=60
    )
    assert is_in(browser, site)


def test_a_user_name_that_has_passed_to_another_person_opens_nothing(browser, site, provider):
    sign_in(browser, site)
    assert is_in(browser, site)
    browser.cookies.clear()
    provider.spoil = "person"
    answer = sign_in(browser, site)
    assert answer.status_code == 401
    assert "不是以前登录本系统这个账号的人" in answer.text
    assert latest(site, "sign_in_failed")[2] == "市统一身份认证：用户名已换了人：tianbao"
    assert not is_in(browser, site)

    site.done("forget_subject", "tianbao", "--reason", "本人到场核实")
    sign_in(browser, site)
    assert is_in(browser, site)
    assert latest(site, "sso_subject")[2] == ""
    site.done("forget_subject", "tianbao", "--reason", "测试完毕")


def test_a_locked_account_does_not_sign_in(browser, site, provider):
    login = f"{site.address}/accounts/login/"
    for _ in range(5):
        browser.get(login, timeout=60)
        form = {"username": "tianbao", "password": "x", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post(login, form, timeout=60)

    assert sign_in(browser, site).status_code == 429
    assert not is_in(browser, site)


def test_without_the_setting_nothing_of_it_is_loaded(tmp_path):
    host = made(tmp_path, "sqlite")
    code = (
        "import sys; from django.urls import get_resolver; get_resolver().url_patterns;"
        "print([x for x in sys.modules if 'socialaccount.providers' in x or x.startswith('departments.sso')])"
    )
    assert host.shell(code).strip() == "[]"

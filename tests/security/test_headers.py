"""Every answer carries the headers: every address, every person, every kind of error, every file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client

from departments.models import User
from perfeval.middleware import no_store_when_signed_in
from tests.journeys.addresses import addresses, paths_of

ROOT = Path(__file__).resolve().parents[2]
STRICT = {
    "base-uri": "'none'",
    "default-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "script-src": "'self'",
    "script-src-attr": "'none'",
    "style-src": "'self'",
    "style-src-attr": "'none'",
    "worker-src": "'none'",
}
FILE = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}
"""Of a file that somebody handed in."""
FRAMED = {
    "default-src": "'none'",
    "frame-ancestors": "'self'",
    "object-src": "'self'",
    "style-src": "'unsafe-inline'",
}
"""Of a PDF on our own preview: the browser's viewer brings its style, and the file holds no page."""


def policy_of(answer):
    parts = (x.strip().partition(" ") for x in answer.headers.get("Content-Security-Policy", "").split(";"))
    return {name: value for name, _, value in parts}


def lacking(answer):
    """Names of the headers that are missing or wrong."""
    policy, expected = policy_of(answer), {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }  # fmt: skip
    if policy == FRAMED:
        expected["X-Frame-Options"] = "SAMEORIGIN"
    wrong = [name for name, value in expected.items() if answer.headers.get(name) != value]
    if policy not in (STRICT, FILE) and not (
        policy == FRAMED and answer["Content-Type"] == "application/pdf"
    ):
        wrong.append(f"Content-Security-Policy {policy}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    if "Access-Control-Allow-Origin" in answer.headers:
        wrong.append("Access-Control-Allow-Origin")
    return wrong


def mistaken_for_a_page(answer):
    """A file that a browser might show as a page of ours, because it is neither attached nor locked down."""
    kind = answer.headers.get("Content-Type", "text/html")
    is_page = kind.startswith(("text/html", "text/plain", "application/json", "text/javascript"))
    is_attached = answer.headers.get("Content-Disposition", "").startswith("attachment")
    is_locked = policy_of(answer) in (FILE, FRAMED)
    return [] if is_page or is_attached or is_locked else [f"neither attached nor locked down: {kind}"]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.either_database
def test_every_address_answers_everybody_with_every_header(rows, preparer, manager):
    found, seen = {}, set()
    for person in (None, preparer, manager):
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
        for address in addresses():
            for path in dict.fromkeys(paths_of(address, rows)):
                for ask in (client.get, client.post):
                    if person and address.name in ("logout", "admin:logout"):
                        continue
                    answer = ask(path)
                    seen.add(answer.status_code)
                    wrong = lacking(answer)
                    if person and "no-store" not in answer.headers.get("Cache-Control", ""):
                        wrong.append("Cache-Control")
                    wrong += mistaken_for_a_page(answer)
                    if wrong:
                        found[person and person.name, ask.__name__, path, answer.status_code] = wrong

    assert found == {}
    assert {200, 302, 403, 404, 405} <= seen
    assert 500 not in seen


@pytest.mark.parametrize("path", ["/static/css/site.css", "/static/js/entry.js", "/static/nothing.css"])
def test_static_files_have_them(client, path):
    assert lacking(client.get(path)) == []


@pytest.mark.parametrize("secure", [True, False])
def test_a_foreign_host_is_refused_with_them_in_chinese(client, settings, secure):
    settings.SECURE_SSL_REDIRECT = not secure  # else it is Django's outer or its inner layer that refuses

    answer = client.get("/verify/", headers={"host": "evil.example"}, secure=secure)

    assert (answer.status_code, lacking(answer)) == (400, [])
    assert "请求无法处理" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_them_in_chinese(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a", "password": "b"})

    assert (answer.status_code, lacking(answer)) == (403, [])
    assert "页面已过期" in answer.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG"])
@pytest.mark.parametrize("path", ["/", "/admin/", "/accounts/login/", "/api/years", "/static/css/site.css"])
def test_methods_that_echo_are_refused_with_them(db, method, path, preparer):
    client = Client()
    client.force_login(preparer)
    answer = client.generic(method, path, headers={"x-secret": "geheim"})

    assert (answer.status_code, lacking(answer)) == (405, [])
    assert answer["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert answer.content == b""


@pytest.mark.parametrize(
    ("path", "proxied", "status"),
    [
        ("/api/years", False, 403), ("/api/openapi.json", True, 403), ("/metrics", True, 403),
        ("/healthz", True, 403), ("/healthz", False, 200), ("/verify/", False, 301), ("/verify/", True, 301),
    ],
)  # fmt: skip
def test_programs_that_ask_without_https_are_refused(db, client, settings, path, proxied, status):
    settings.SECURE_SSL_REDIRECT = True
    headers = {"x-forwarded-for": "203.0.113.7"} if proxied else {}
    answer = client.get(path, headers=headers | {"authorization": "Bearer geheim"})

    assert (answer.status_code, lacking(answer)) == (status, [])


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_what_monitors_read_says_its_charset(db, client, path):
    assert client.get(path)["Content-Type"] == "text/plain; charset=utf-8"


def test_a_breakdown_has_them(db, monkeypatch, preparer):
    monkeypatch.setattr("departments.views.desk.render", None)
    client = Client(raise_request_exception=False)
    client.force_login(preparer)

    answer = client.get("/")

    assert (answer.status_code, lacking(answer)) == (500, [])
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("user", "cache_control"),
    [
        (User(username="preparer"), "max-age=0, no-cache, no-store, must-revalidate, private"),
        (AnonymousUser(), None),
    ],
)
def test_pages_of_a_signed_in_person_are_not_stored(rf, user, cache_control):
    request = rf.get("/")
    request.user = user

    response = no_store_when_signed_in(lambda request: HttpResponse())(request)

    assert response.get("Cache-Control") == cache_control


PRODUCTION = {"PERFEVAL_HTTPS": "1", "PERFEVAL_HOSTS": "zp.example.gov.cn"}
ASKED = (
    "from django.test import Client; from django.conf import settings;"
    "answer = Client(HTTP_HOST='zp.example.gov.cn').get('/verify/', secure=False);"
    "print(answer.status_code, answer.headers.get('Location'));"
    "print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE);"
    "print(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE, settings.DEVICE_COOKIE_NAME)"
)


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_deployment_check_has_no_warning():
    answer = manage("check", "--deploy", "--fail-level", "WARNING")

    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


@pytest.mark.slow
def test_the_deployment_check_warns_without_https():
    answer = manage("check", "--deploy", "--fail-level", "WARNING", PERFEVAL_HTTPS="0")

    assert "security.W008" in answer.stderr


@pytest.mark.slow
def test_plain_http_is_sent_to_https_and_cookies_stay_there():
    plain = manage("shell", "-v", "0", "-c", ASKED)

    assert plain.stdout.splitlines() == [
        "301 https://zp.example.gov.cn/verify/",
        "__Host-sessionid True",
        "__Host-csrftoken True __Host-device",
    ]

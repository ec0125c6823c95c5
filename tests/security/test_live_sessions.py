"""Everybody sees where they are signed in and ends it; a new password or factor ends the rest."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments import browsers, live_sessions, second_factor, sessions
from departments.models import AuditEvent, LiveSession
from tests import factories
from tests.second_factors import SECRET, code_of

pytestmark = pytest.mark.django_db
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1"


def signed_in(username="tianbao", agent=EDGE, address="10.1.2.3", password=factories.PASSWORD):
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    answer = client.post(reverse("login"), {"username": username, "password": password})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get("/").status_code == 200


def number_of(client):
    return live_sessions.number(client.session.session_key)


@pytest.fixture
def here(preparer):
    return signed_in()


@pytest.fixture
def there(preparer, here):
    return signed_in(agent=PHONE, address="10.9.9.9")


def test_the_page_says_in_plain_words_where_one_is_signed_in(here, there):
    page = here.get(reverse("sign_ins")).content.decode()

    assert "登录在2处" in page
    assert "Windows 10或11 · Edge" in page
    assert "iPhone · Safari" in page
    assert "地址10.9.9.9" in page
    assert "用密码登录" in page
    assert page.count("这一处") == 1
    for client in (here, there):
        assert client.session.session_key not in page


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (EDGE, "Windows 10或11 · Edge"),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/78 Safari/537 360SE", "Windows 7 · 360浏览器"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537 UOS", "统信UOS · Chrome"),
        ("Mozilla/5.0 (X11; Linux aarch64; rv:115.0) Gecko Firefox/115.0", "Linux · Firefox"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/99 Mobile MicroMessenger/8", "安卓 · 微信"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "macOS · Safari"),
        ("curl/8.5", "不认识的设备"),
        ("", "不认识的设备"),
    ],
)
def test_browsers_are_called_as_people_know_them(agent, called):
    assert browsers.called(agent) == called


def test_one_ends_another_and_goes_on(here, there, preparer):
    address = reverse("sign_in_end", args=[number_of(there)])
    assert "iPhone · Safari" in here.get(address).content.decode()
    assert here.post(address).url == reverse("sign_ins")

    assert not is_in(there)
    assert is_in(here)
    event = AuditEvent.objects.filter(verb="end_sign_in").get()
    assert (event.actor, event.target, event.reason) == (preparer, "用户 填报人", "本人终止一处登录")


def test_one_ends_all_others(here, there):
    third = signed_in()
    assert "还有2处登录" in here.get(reverse("sign_ins_end_others")).content.decode()
    here.post(reverse("sign_ins_end_others"))

    assert [is_in(x) for x in (here, there, third)] == [True, False, False]


def test_nobody_ends_the_session_of_another(here, reviewer):
    other = signed_in("shenhe")

    assert here.post(reverse("sign_in_end", args=[number_of(other)])).status_code == 404
    assert is_in(other)


@pytest.mark.parametrize("name", ["sign_ins_end_others", "sign_in_end"])
def test_ending_asks_for_the_password_anew(here, there, monkeypatch, name):
    later = sessions._now() + sessions.CONFIRMED_FOR + 1
    monkeypatch.setattr(sessions, "_now", lambda: later)
    address = reverse(name, args=[number_of(there)] if name == "sign_in_end" else [])

    confirm = here.post(address).url
    assert confirm.startswith(reverse("second_factor_confirm"))
    assert "密码不正确" in here.post(confirm, {"password": "wrong"}).content.decode()
    assert LiveSession.objects.count() == 2
    assert here.post(confirm, {"password": factories.PASSWORD}).url == address
    here.post(address)
    assert LiveSession.objects.count() == 1


def test_the_session_goes_on_under_another_key_once_one_has_proved_to_be_the_person(here):
    before = here.session.session_key
    here.post(reverse("second_factor_confirm"), {"password": factories.PASSWORD})

    assert here.session.session_key != before
    assert not LiveSession.objects.filter(session_key=before).exists()
    assert is_in(here)


def test_sessions_that_are_over_are_not_shown(here, there):
    LiveSession.objects.filter(browser=PHONE).update(seen=timezone.now() - timedelta(hours=1))

    assert "登录在1处" in here.get(reverse("sign_ins")).content.decode()


def test_a_new_password_ends_the_others(here, there):
    new = "Zhongnan-Lu-37-hao"
    form = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    here.post(reverse("password_change"), form)

    assert [is_in(here), is_in(there)] == [True, False]
    assert LiveSession.objects.filter(user__username="tianbao").count() == 1
    assert AuditEvent.objects.get(verb="end_sign_in").reason == "密码已更换"


def test_a_new_factor_and_a_removed_one_end_the_others(here, there, preparer):
    page = here.get(reverse("second_factor_app"))
    here.post(reverse("second_factor_app"), {"code": code_of(page.context["secret"])})
    assert [is_in(here), is_in(there)] == [True, False]

    row = second_factor.of(preparer).get()
    other = Client()
    other.force_login(preparer)
    here.post(reverse("second_factor_remove", args=[row.pk]))
    assert [is_in(here), is_in(other)] == [True, False]


def test_a_reset_factor_ends_all(here, preparer, reviewer):
    second_factor.add_app(SECRET, code_of(), by=preparer)
    second_factor.reset(preparer, by=reviewer, reason="手机遗失")

    assert not is_in(here)


def test_the_event_of_a_sign_in_names_its_factors(here, preparer):
    assert AuditEvent.objects.get(verb="sign_in").reason == "密码"
    second_factor.add_app(SECRET, code_of(later=-1), by=preparer)
    client = signed_in()
    client.post(reverse("second_step"), {"code": code_of()})

    assert AuditEvent.objects.filter(verb="sign_in").last().reason == "密码、验证器应用"
    assert {x.how for x in live_sessions.of(preparer)} == {"密码", "密码、验证器应用"}


# --- by administrators -----------------------------------------------------------------------


def test_the_security_administrator_ends_what_somebody_has_open(here, there, preparer, security_admin):
    admin = signed_in("anquan")
    page = admin.get(reverse("admin:departments_user_change", args=[preparer.pk])).content.decode()
    assert "终止登录（2处）" in page
    answer = admin.post(reverse("departments:end_sign_ins", args=[preparer.pk]), follow=True)

    assert "已终止填报人的2处登录" in answer.content.decode()
    assert [is_in(x) for x in (here, there, admin)] == [False, False, True]
    event = AuditEvent.objects.get(verb="end_sign_in")
    assert (event.actor, event.reason) == (security_admin, "安全管理员终止")


def test_others_end_nothing(here, preparer, manager):
    client = signed_in("guanli")

    assert client.post(reverse("departments:end_sign_ins", args=[preparer.pk])).status_code == 403
    assert is_in(here)


def test_an_account_that_is_stopped_stays_signed_out_when_it_is_used_again(here, preparer, security_admin):
    admin = signed_in("anquan")
    address = reverse("admin:departments_user_change", args=[preparer.pk])
    rows = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    assert admin.post(address, rows).status_code == 302
    assert admin.post(address, rows | {"is_active": "on"}).status_code == 302
    preparer.refresh_from_db()

    assert preparer.is_active
    assert not is_in(here)


def test_the_operator_ends_everything_at_the_command_line(here, reviewer, capsys):
    other = signed_in("shenhe")
    call_command("end_sign_ins", "tianbao", reason="电脑遗失")
    assert [is_in(here), is_in(other)] == [False, True]
    call_command("end_sign_ins", everyone=True, reason="密钥泄露")

    assert not is_in(other)
    assert "已终止1处登录" in capsys.readouterr().out
    assert [x.actor_name for x in AuditEvent.objects.filter(verb="end_sign_in")] == ["系统", "系统"]
    with pytest.raises(CommandError, match="没有用户"):
        call_command("end_sign_ins", "nobody", reason="x")
    with pytest.raises(CommandError, match="用户名"):
        call_command("end_sign_ins", reason="x")

"""A locked account takes no password, not even the right one, from no address, and says for how long."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from departments import devices, locking
from departments.audit import reading
from departments.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db


def sign_in(client, password, username="tianbao", **extra):
    return client.post(reverse("login"), {"username": username, "password": password}, **extra)


@pytest.fixture
def locked(client, preparer):
    for number in range(django_settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, "wrong", REMOTE_ADDR=f"10.0.0.{number}", HTTP_USER_AGENT=f"browser {number}")
    return answer


def test_the_field_of_the_name_is_the_one_that_counts():
    """Named otherwise, a locked account signs in."""
    assert str(django_settings.AXES_USERNAME_FORM_FIELD) == "username"


def test_one_failure_less_locks_nothing(client, preparer):
    for _ in range(django_settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, "wrong").status_code == 200

    assert sign_in(client, factories.PASSWORD).status_code == 302


def test_a_locked_account_cannot_sign_in(client, locked):
    assert locked.status_code == 429
    answer = sign_in(client, factories.PASSWORD, REMOTE_ADDR="10.9.9.9", HTTP_USER_AGENT="another")

    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session
    assert client.get("/").status_code == 302


def test_it_says_in_chinese_how_long(locked):
    assert "请在约30分钟后再试" in locked.content.decode()
    assert locked["Retry-After"] == "1800"


@pytest.fixture
def security_admin(authority):
    return factories.member(authority, "security_admin", username="anquan", name="安全管理员")


def test_the_security_administrator_unlocks_with_one_button(client, locked, preparer, security_admin):
    client.force_login(security_admin)
    page = client.get(reverse("admin:departments_user_change", args=[preparer.pk])).content.decode()
    assert "解锁（约30分钟后自动解锁）" in page

    answer = client.post(reverse("departments:unlock", args=[preparer.pk]), follow=True)

    assert "已解锁填报人的账号" in answer.content.decode()
    assert "解锁（约" not in answer.content.decode()
    event = AuditEvent.objects.get(verb="unlock")
    assert (event.actor, event.target) == (security_admin, "用户 填报人（tianbao）")
    client.logout()
    assert sign_in(client, factories.PASSWORD).status_code == 302


def test_what_is_not_locked_is_not_unlocked(client, preparer, security_admin):
    client.force_login(security_admin)
    answer = client.post(reverse("departments:unlock", args=[preparer.pk]), follow=True)

    assert "没有锁定" in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="unlock").exists()


def test_nobody_else_unlocks(client, locked, preparer, manager, stranger):
    for person in (manager, stranger):
        client.force_login(person)
        assert client.post(reverse("departments:unlock", args=[preparer.pk])).status_code == 403


def test_the_security_administrator_reads_failures_and_locks_of_ordinary_people_only(
    client, locked, authority, security_admin, stranger
):
    factories.member(authority, "audit_admin", username="shenji")
    sign_in(client, "wrong", "shenji")
    away = factories.member(factories.authority("西山区财政局"), "preparer", username="waidi")
    sign_in(client, "wrong", away.username)

    seen = reading.visible(security_admin).filter(verb__in=("sign_in_failed", "lock"))

    assert {(x.verb, x.target) for x in seen} == {("sign_in_failed", "tianbao"), ("lock", "tianbao")}


@pytest.mark.parametrize("typed", ["ｔianbao", "tianbao "])
def test_another_spelling_is_the_same_account(client, locked, typed):
    assert sign_in(client, factories.PASSWORD, typed).status_code == 429


def test_attempts_do_not_prolong_the_lock(client, locked):
    before = AccessAttempt.objects.order_by("-attempt_time").first().attempt_time
    sign_in(client, "wrong")

    assert AccessAttempt.objects.order_by("-attempt_time").first().attempt_time == before


def test_the_lock_ends_by_itself(client, locked):
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))

    assert sign_in(client, factories.PASSWORD).status_code == 302


def test_others_sign_in_meanwhile(client, locked, head):
    assert sign_in(client, factories.PASSWORD, "fuze").status_code == 302


def test_a_new_password_unlocks(client, locked, manager):
    client.force_login(manager)
    from departments.models import User

    person = User.objects.get(username="tianbao")
    new = "Zhongnan-Lu-37"
    client.post(f"/admin/departments/user/{person.pk}/password/", {"password1": new, "password2": new})
    client.logout()

    assert sign_in(client, new).status_code == 302


def test_the_lock_is_in_the_audit_record_once(client, locked):
    sign_in(client, factories.PASSWORD)

    events = list(AuditEvent.objects.values_list("verb", "target", "result"))
    assert events.count(("lock", "tianbao", "denied")) == 1
    assert events.count(("sign_in_failed", "tianbao", "denied")) == django_settings.AXES_FAILURE_LIMIT + 1


def test_what_is_typed_in_the_wrong_box_is_not_kept(client, preparer):
    sign_in(client, "x", "my-secret-password")

    assert "my-secret" not in str(list(AccessAttempt.objects.values()))


# --- somebody else's wrong passwords -----------------------------------------------------------


@pytest.fixture
def own_browser(client, preparer):
    """A browser in which the person has signed in before, and is signed out."""
    assert sign_in(client, factories.PASSWORD).status_code == 302
    client.post(reverse("logout"))
    return client


def attack(times=None):
    """From a browser that knows nobody."""
    return [sign_in(Client(), f"wrong{n}") for n in range(times or django_settings.AXES_FAILURE_LIMIT)][-1]


def test_who_locks_an_account_keeps_its_owner_from_no_known_browser(own_browser, preparer):
    answer = attack()

    assert "在您以前登录过的电脑上（同一个浏览器），仍可照常登录" in answer.content.decode()
    assert sign_in(Client(), factories.PASSWORD).status_code == 429
    assert sign_in(own_browser, factories.PASSWORD).status_code == 302
    assert sign_in(Client(), factories.PASSWORD).status_code == 429


def test_a_known_browser_is_locked_by_its_own_failures_and_alone(own_browser, preparer):
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        answer = sign_in(own_browser, "wrong")

    assert answer.status_code == 429
    assert "仍可照常登录" not in answer.content.decode()
    assert sign_in(Client(), factories.PASSWORD).status_code == 302
    event = AuditEvent.objects.get(verb="lock")
    assert (event.target, event.reason) == ("tianbao", "只锁定本人用过的一个浏览器")


def test_unlocking_is_for_every_browser(own_browser, preparer):
    attack()
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        sign_in(own_browser, "wrong")

    assert locking.is_locked(preparer)
    assert locking.unlock(preparer)
    assert not locking.is_locked(preparer)
    assert sign_in(own_browser, factories.PASSWORD).status_code == 302


def test_the_browser_in_which_a_password_is_changed_stays_known(client, preparer):
    """The first password is changed at once: without this, who locks new accounts keeps everybody out."""
    sign_in(client, factories.PASSWORD)
    new = "Zhongnan-Lu-37"
    asked = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("password_change"), asked).status_code == 302
    client.post(reverse("logout"))

    attack()

    assert sign_in(client, new).status_code == 302


@pytest.mark.parametrize("change", ["password", "value", "person"])
def test_a_browser_is_known_by_a_cookie_that_nobody_makes_up(own_browser, preparer, head, change):
    cookies = own_browser.cookies
    if change == "password":
        preparer.set_password("another-pass-4711")
        preparer.save()
    elif change == "value":
        cookies[django_settings.DEVICE_COOKIE_NAME] = cookies[django_settings.DEVICE_COOKIE_NAME].value + "x"
    name = head.username if change == "person" else preparer.username
    request = RequestFactory().post("/", {"username": name})
    request.COOKIES = {key: morsel.value for key, morsel in cookies.items()}

    assert locking.name_of(request) == name


def test_a_browser_of_an_office_knows_its_last_five_people(client, department):
    people = [factories.member(department, "preparer", username=f"tongshi{n}") for n in range(6)]
    for person in people:
        sign_in(client, factories.PASSWORD, person.username)
        client.post(reverse("logout"))
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}

    assert [bool(devices.of(request, person)) for person in people] == [False, True, True, True, True, True]

"""A locked account takes no password, not even the right one, from no address, and says for how long."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

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

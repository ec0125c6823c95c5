"""A locked account takes no password, not even the right one, from no address, and says for how long."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

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

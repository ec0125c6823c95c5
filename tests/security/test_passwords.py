"""Password rules of both profiles, and who must choose a new password before anything else."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from departments.models import AuditEvent, PasswordUsed, User
from perfeval.policy import PASSWORD_PROFILES
from tests import factories

NEW = "Zhongnan-Lu-37"
LONG = "".join(chr(0x4E00 + 7 * number) for number in range(128))


@pytest.fixture
def profile(settings):
    def use(name):
        settings.AUTH_PASSWORD_VALIDATORS = PASSWORD_PROFILES[name].as_setting
        settings.PASSWORD_DAYS = PASSWORD_PROFILES[name].days

    return use


def refusals(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return [x.code for x in refused.error_list]
    return []


@pytest.mark.parametrize(
    ("name", "password", "expected"),
    [
        ("asvs", "elf-zeichen", ["password_too_short"]),
        ("asvs", "zwölf-lettern", []),
        ("asvs", "correct horse battery staple", []),
        ("asvs", "我的密码是八个汉字以上的话", []),
        ("asvs", LONG, []),
        ("asvs", LONG + "x", ["password_too_long"]),
        ("asvs", "qwertyuiop123", ["password_too_common"]),
        ("asvs", "caizheng2026", ["password_of_our_words"]),
        ("dengbao", "Ab3-xyw", ["password_too_short"]),
        ("dengbao", "Ab3-xywz", []),
        ("dengbao", "kxbmdqg7", ["password_too_few_classes"]),
        ("dengbao", "kxbmdqG7", []),
        ("dengbao", "kxbmdq-7", []),
        ("dengbao", "Perfeval-1", ["password_of_our_words"]),
    ],
)
def test_a_profile_takes(profile, name, password, expected):
    profile(name)

    assert refusals(password) == expected


def test_every_refusal_is_in_chinese(profile, db):
    person = factories.user(username="zhangsan88", password="Zhang-San-88x")
    for name in PASSWORD_PROFILES:
        profile(name)
        for password in ("a", "a" * 129, "password", "Perfeval-1", "zhangsan88", "Zhang-San-88x"):
            with pytest.raises(ValidationError) as refused:
                validate_password(password, person)
            assert all(any("一" <= x <= "鿿" for x in said) for said in refused.value.messages)


@pytest.mark.parametrize(("name", "remembered"), [("asvs", 1), ("dengbao", 5)])
def test_the_last_passwords_are_not_taken_again(profile, db, name, remembered):
    profile(name)
    person = factories.user()
    used = [f"Zhongnan-Lu-{number}" for number in range(7)]
    for password in used:
        person.set_password(password)
        person.save()

    assert [x for x in used if "password_used_before" in refusals(x, person)] == used[-remembered:]
    assert PasswordUsed.objects.count() == remembered


def change(client, old, new):
    return client.post(
        reverse("password_change"), {"old_password": old, "new_password1": new, "new_password2": new}
    )


def test_a_person_changes_the_own_password(client, preparer):
    client.force_login(preparer)

    assert change(client, factories.PASSWORD, NEW).url == "/"
    preparer.refresh_from_db()
    assert preparer.check_password(NEW)
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.target) == ("password", preparer, "tianbao")
    assert NEW not in str(event.changes) + event.rows
    assert preparer.password not in str(event.changes) + event.rows
    assert client.get("/").status_code == 200


def test_the_present_password_is_asked_for(client, preparer):
    client.force_login(preparer)

    answer = change(client, "wrong", NEW)

    assert answer.status_code == 200
    assert "old_password" in answer.context["form"].errors


def reset_by(client, manager, person):
    client.force_login(manager)
    fields = {"password1": NEW, "password2": NEW}
    assert client.post(f"/admin/departments/user/{person.pk}/password/", fields).status_code == 302
    client.logout()


def test_a_password_given_by_another_is_replaced_first(client, preparer, manager, assessment):
    reset_by(client, manager, preparer)
    client.post(reverse("login"), {"username": "tianbao", "password": NEW})

    for path in ("/", f"/assessments/{assessment.pk}/", "/verify/"):
        assert client.get(path).url == reverse("password_change")
    assert "由管理员设置" in client.get(reverse("password_change")).content.decode()
    change(client, NEW, NEW + "-own")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("name", "days", "expected"), [("dengbao", 90, 200), ("dengbao", 91, 302), ("asvs", 999, 200)]
)
def test_a_password_expires_by_profile(profile, client, preparer, name, days, expected):
    profile(name)
    preparer.set_password(NEW)
    preparer.save()
    PasswordUsed.objects.update(at=timezone.now() - timedelta(days=days) + timedelta(minutes=1))

    client.post(reverse("login"), {"username": "tianbao", "password": NEW})

    assert client.get("/").status_code == expected


def test_passwords_are_hashed_with_argon2():
    from perfeval.settings import PASSWORD_HASHERS

    assert PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_no_page_shows_a_hash(client, manager, preparer):
    preparer.set_password(NEW)
    preparer.save()
    client.force_login(manager)
    for part in ("change", "delete", "history", "password"):
        page = client.get(f"/admin/departments/user/{preparer.pk}/{part}/").content.decode()
        assert User.objects.get(pk=preparer.pk).password not in page
        assert "argon2" not in page

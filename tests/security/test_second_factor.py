"""A second factor: asked before the session begins, used once, locked like the password, required by role."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from departments import access, second_factor, sessions
from departments.models import AuditEvent
from tests import factories
from tests.second_factors import HALF_MINUTE, SECRET, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The half minute does not end while a test runs."""
    at = time.time() // HALF_MINUTE * HALF_MINUTE + 5
    monkeypatch.setattr(time, "time", lambda: at)


@pytest.fixture
def bound(reviewer):
    """The reviewer with an app; its recovery codes."""
    second_factor.add_app(SECRET, code_of(later=-1), by=reviewer)
    return second_factor.codes_once(reviewer)


def sign_in(client, person, password=factories.PASSWORD, target="/"):
    address = f"{reverse('login')}?next={target}"
    return client.post(address, {"username": person.username, "password": password, "next": target})


def step_two(client, code="", **more):
    return client.post(reverse("second_step"), {"code": code, **more})


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_password_alone_signs_nobody_in(client, reviewer, bound):
    answer = sign_in(client, reviewer, target="/reviews/")

    assert answer.url == "/accounts/login/second/?next=%2Freviews%2F"
    assert not is_in(client)
    assert client.get("/").url.startswith(reverse("login"))


def test_the_right_code_signs_in_and_leads_where_one_wanted(client, reviewer, bound):
    sign_in(client, reviewer)

    assert step_two(client, code_of(), next="/reviews/").url == "/reviews/"
    assert is_in(client)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_no_way_leads_to_another_site(client, reviewer, bound, target):
    sign_in(client, reviewer)

    assert step_two(client, code_of(), next=target).url == "/"


@pytest.mark.parametrize("typed", ["full-width", "blanks"])
def test_a_code_is_taken_as_people_type_it(client, reviewer, bound, typed):
    code = code_of()
    code = code.translate({ord(x): ord(x) + 0xFEE0 for x in "0123456789"}) if typed == "full-width" else (
        f" {code[:3]} {code[3:]} "
    )  # fmt: skip
    sign_in(client, reviewer)

    assert step_two(client, code).status_code == 302


def test_a_wrong_code_is_said_in_chinese_and_noted(client, reviewer, bound):
    sign_in(client, reviewer)
    answer = step_two(client, "000000")

    assert "验证码不对或已用过" in answer.content.decode()
    assert not is_in(client)
    event = AuditEvent.objects.last()
    assert (event.verb, event.target, event.reason) == ("sign_in_failed", "shenhe", "双因素验证未通过")


def test_a_code_is_not_taken_twice(client, reviewer, bound):
    sign_in(client, reviewer)
    step_two(client, code_of())
    client.logout()
    sign_in(client, reviewer)

    assert step_two(client, code_of()).status_code == 200
    assert not is_in(client)


def test_an_older_code_is_not_taken_after_a_newer_one(client, reviewer, bound):
    assert second_factor.code_fits(reviewer, code_of(later=1))

    assert not second_factor.code_fits(reviewer, code_of())


@pytest.mark.parametrize(
    ("tolerance", "taken"), [(0, [False, False, True, False, False]), (1, [False, True, True, True, False])]
)
def test_a_code_is_taken_in_its_half_minute_and_where_set_one_earlier_or_later(settings, tolerance, taken):
    settings.MFA_TOTP_TOLERANCE = tolerance
    app = second_factor.proving.App(SECRET)

    assert [app.counter_of(code_of(later=x)) is not None for x in range(-2, 3)] == taken


def test_a_recovery_code_is_used_once(client, reviewer, bound):
    sign_in(client, reviewer)
    assert step_two(client, bound[0]).status_code == 302
    assert AuditEvent.objects.filter(verb="second_factor", reason="使用恢复码，剩余9个").exists()
    client.logout()
    sign_in(client, reviewer)

    assert step_two(client, bound[0]).status_code == 200
    assert step_two(client, bound[1]).status_code == 302


def test_wrong_codes_lock_the_account_like_wrong_passwords(client, reviewer, bound):
    sign_in(client, reviewer)
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        answer = step_two(client, "000000")
    assert answer.status_code == 429

    assert step_two(client, code_of()).status_code == 429
    assert sign_in(client, reviewer).status_code == 429
    assert not is_in(client)


def test_the_right_password_does_not_forget_wrong_codes(client, reviewer, bound):
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        sign_in(client, reviewer)
        answer = step_two(client, "000000")

    assert answer.status_code == 429


def test_a_locked_account_is_not_asked_for_a_code(client, reviewer, bound):
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        sign_in(client, reviewer, password="wrong")

    assert sign_in(client, reviewer).status_code == 429
    assert not is_in(client)


def test_the_second_step_waits_ten_minutes(client, reviewer, bound, monkeypatch):
    sign_in(client, reviewer)
    later = sessions._now() + 601
    monkeypatch.setattr(second_factor.pending, "_now", lambda: later)

    assert step_two(client, code_of(), next="/reviews/").url == f"{reverse('login')}?next=%2Freviews%2F"
    assert not is_in(client)


@pytest.mark.parametrize("change", ["password", "is_active"])
def test_what_changes_between_the_steps_ends_them(client, reviewer, bound, change):
    sign_in(client, reviewer)
    reviewer.set_password("another-Password-1")
    reviewer.is_active = change != "is_active"
    reviewer.save()

    step_two(client, code_of())
    assert not is_in(client)


def test_nobody_comes_to_the_second_step_alone(client):
    assert client.get(reverse("second_step")).url.startswith(reverse("login"))


@pytest.mark.variations
@pytest.mark.parametrize("answer", ["x", "{}", "[]", '{"id": 1}', "[" * 19_000, "null"])
def test_the_answer_of_no_key_is_refused(client, reviewer, bound, answer):
    sign_in(client, reviewer)

    assert "没有认出这个安全密钥" in step_two(client, answer=answer).content.decode()
    assert not is_in(client)


def test_secrets_are_not_in_the_database(reviewer, bound, settings):
    text = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert SECRET not in text
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert second_factor.code_fits(reviewer, code_of())
    settings.SECRET_KEY_FALLBACKS = []
    assert not second_factor.code_fits(reviewer, code_of(later=1))


def test_recovery_codes_are_kept_as_hashes_once_they_were_shown(reviewer, bound):
    row = Authenticator.objects.get(type="recovery_codes")

    assert set(row.data) == {"hashed"}
    assert len(set(row.data["hashed"])) == 10
    assert not any(code in str(row.data) for code in bound)
    assert second_factor.codes_once(reviewer) == []


def test_recovery_codes_of_an_earlier_version_are_taken_and_then_hashed(reviewer, bound):
    Authenticator.objects.filter(type="recovery_codes").delete()
    old = RecoveryCodes.activate(reviewer).get_unused_codes()

    assert second_factor.unused_codes(reviewer) == 10
    assert second_factor.code_fits(reviewer, old[3]) == "恢复码"
    assert not second_factor.code_fits(reviewer, old[3])
    assert second_factor.unused_codes(reviewer) == 9
    assert "seed" not in Authenticator.objects.get(type="recovery_codes").data


# --- required --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "asked"),
    [("off", set()), ("reviewers", {"reviewer", "manager", "auditor"}),
     ("everyone", {"preparer", "head", "reviewer", "manager", "auditor"})],
)  # fmt: skip
def test_the_setting_says_whose_role_asks_for_it(client, settings, rule, asked, request):
    settings.SECOND_FACTOR = rule
    for name in ("preparer", "head", "reviewer", "manager", "auditor"):
        sign_in(client, request.getfixturevalue(name))
        answer = client.get("/verify/")
        assert (answer.status_code == 302) == (name in asked), name
        client.logout()


def test_who_has_to_set_it_up_gets_nothing_else(client, settings, reviewer, submission):
    settings.SECOND_FACTOR = "reviewers"
    sign_in(client, reviewer)

    for path in ("/", "/reviews/", f"/submissions/{submission.pk}/", "/admin/"):
        assert client.get(path).url == reverse("second_factor")
    assert client.post(f"/assessments/{submission.assessment_id}/approve/").url == reverse("second_factor")
    assert "您的角色要求双因素登录" in client.get(reverse("second_factor")).content.decode()


def test_setting_it_up_opens_the_rest(client, settings, reviewer):
    settings.SECOND_FACTOR = "reviewers"
    sign_in(client, reviewer)
    page = client.get(reverse("second_factor_app"))
    answer = client.post(reverse("second_factor_app"), {"code": code_of(page.context["secret"])})

    assert answer.url == reverse("second_factor_codes")
    assert len(client.get(answer.url).context["codes"]) == 10
    assert client.get(answer.url).context["codes"] == []
    assert client.get("/").status_code == 200
    event = AuditEvent.objects.filter(verb="second_factor").last()
    assert event.changes == [
        {"row": "审核人", "field": "双因素登录", "old": None, "new": "验证器应用"},
    ]


def test_a_given_password_is_changed_before_a_factor_is_set_up(client, settings, reviewer):
    from departments import passwords
    from departments.models import PasswordUsed

    settings.SECOND_FACTOR = "reviewers"
    PasswordUsed.objects.create(user=reviewer, encoded=reviewer.password)
    passwords.given(reviewer)
    sign_in(client, reviewer)

    assert client.get(reverse("second_factor")).url == reverse("password_change")
    new = "Zhongnan-Lu-37-hao"
    form = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("password_change"), form).status_code == 302
    assert client.get("/").url == reverse("second_factor")


def test_a_role_that_asks_for_it_ends_a_session_without_and_keeps_the_text(
    client, settings, preparer, authority, submission
):
    settings.SECOND_FACTOR = "reviewers"
    sign_in(client, preparer)
    factories.Membership.objects.filter(user=preparer).update(role="reviewer", department=authority)

    answer = client.post(
        reverse("departments:remark_add", args=[submission.pk]), {"text": "请核实", "key": ""}
    )

    assert answer.status_code == 401
    assert answer.context["texts"] == ["请核实"]
    assert AuditEvent.objects.filter(verb="sign_out", reason="角色从现在起要求双因素登录").exists()


def test_people_of_firms_need_it_like_other_reviewers(client, settings, authority):
    expert = factories.of_firm(factories.firm(authority))
    settings.SECOND_FACTOR = "reviewers"
    assert access.needs_second_factor(expert)

    second_factor.add_app(SECRET, code_of(), by=expert)
    with pytest.raises(second_factor.Refused, match="请先添加另一种方式"):
        second_factor.remove(second_factor.of(expert).get(), by=expert)


def test_the_last_factor_stays_while_the_role_asks_for_it(client, settings, reviewer, bound):
    row = second_factor.of(reviewer).get()
    settings.SECOND_FACTOR = "reviewers"
    with pytest.raises(second_factor.Refused, match="请先添加另一种方式"):
        second_factor.remove(row, by=reviewer)

    settings.SECOND_FACTOR = "off"
    second_factor.remove(row, by=reviewer)
    assert not Authenticator.objects.exists()


# --- changing --------------------------------------------------------------------------------

CHANGING = ("second_factor_app", "second_factor_key", "second_factor_codes")


@pytest.mark.parametrize("name", CHANGING)
def test_factors_are_changed_only_by_who_has_just_proved_to_be_the_one(client, reviewer, name, monkeypatch):
    sign_in(client, reviewer)
    assert client.get(reverse(name)).status_code == 200
    later = sessions._now() + sessions.CONFIRMED_FOR + 1
    monkeypatch.setattr(sessions, "_now", lambda: later)

    confirm = client.get(reverse(name)).url
    assert confirm == f"{reverse('second_factor_confirm')}?next={reverse(name).replace('/', '%2F')}"
    assert client.post(reverse(name), {"code": "1"}).url == confirm
    assert "密码不正确" in client.post(confirm, {"password": "wrong"}).content.decode()
    assert client.post(confirm, {"password": factories.PASSWORD}).url == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_who_has_a_factor_confirms_with_it_and_the_password(client, reviewer, bound, monkeypatch):
    client.force_login(reviewer)
    later = sessions._now() + sessions.CONFIRMED_FOR + 1
    monkeypatch.setattr(sessions, "_now", lambda: later)
    confirm = reverse("second_factor_confirm")

    for part in ({"password": factories.PASSWORD}, {"code": code_of()}, {"password": "x", "code": code_of()}):
        assert client.post(confirm, part).status_code == 200
    assert client.post(confirm, {"password": factories.PASSWORD, "code": code_of()}).status_code == 302
    assert client.get(reverse("second_factor_codes")).status_code == 200


def test_confirming_is_locked_like_signing_in(client, reviewer):
    client.force_login(reviewer)
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        answer = client.post(reverse("second_factor_confirm"), {"password": "wrong"})

    assert answer.status_code == 429
    assert client.post(reverse("second_factor_confirm"), {"password": factories.PASSWORD}).status_code == 429


def test_nobody_removes_the_factor_of_another(client, manager, reviewer, bound):
    row = second_factor.of(reviewer).get()
    sign_in(client, manager)

    assert client.post(reverse("second_factor_remove", args=[row.pk])).status_code == 404
    assert second_factor.is_set_up(reviewer)


def test_new_recovery_codes_void_the_old_ones(client, reviewer, bound):
    client.force_login(reviewer)
    client.post(reverse("second_factor_codes"))
    new = client.get(reverse("second_factor_codes")).context["codes"]

    assert not set(new) & set(bound)
    assert not second_factor.code_fits(reviewer, bound[0])
    assert second_factor.code_fits(reviewer, new[0])


def test_a_wrong_first_code_binds_nothing(client, reviewer):
    client.force_login(reviewer)
    secret = client.get(reverse("second_factor_app")).context["secret"]
    answer = client.post(reverse("second_factor_app"), {"code": "000000"})

    assert "验证码不对" in answer.content.decode()
    assert answer.context["secret"] == secret
    assert not second_factor.is_set_up(reviewer)


# --- reset -----------------------------------------------------------------------------------


def test_the_security_administrator_resets_with_a_reason(client, security_admin, reviewer, bound):
    sign_in(client, security_admin)
    address = reverse("departments:second_factor_reset", args=[reviewer.pk])
    assert "请填写重置的理由" in client.post(address, {"reason": " "}).content.decode()
    assert client.post(address, {"reason": "手机遗失，本人到场核实"}).status_code == 302

    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.reason) == (
        "second_factor", security_admin, "手机遗失，本人到场核实",
    )  # fmt: skip
    assert not Authenticator.objects.exists()
    client.logout()
    assert sign_in(client, reviewer).url == "/"


def test_nobody_resets_the_own_factor_and_others_reset_none(client, security_admin, manager, reviewer, bound):
    sign_in(client, security_admin)
    assert client.get(
        reverse("departments:second_factor_reset", args=[security_admin.pk])
    ).status_code == 403  # fmt: skip
    client.logout()
    sign_in(client, manager)

    address = reverse("departments:second_factor_reset", args=[reviewer.pk])
    assert client.post(address, {"reason": "x"}).status_code == 403
    assert second_factor.is_set_up(reviewer)


def test_the_operator_resets_at_the_command_line(reviewer, bound, capsys):
    call_command("reset_second_factor", "shenhe", reason="唯一的安全管理员遗失手机")

    assert "已重置审核人的双因素登录" in capsys.readouterr().out
    event = AuditEvent.objects.last()
    assert (event.actor_name, event.target, event.reason) == (
        "系统", "用户 审核人", "唯一的安全管理员遗失手机",
    )  # fmt: skip
    with pytest.raises(CommandError, match="没有绑定"):
        call_command("reset_second_factor", "shenhe", reason="再次")
    with pytest.raises(CommandError, match="没有用户"):
        call_command("reset_second_factor", "nobody", reason="x")

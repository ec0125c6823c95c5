"""The authenticators of a person: add, remove, renew, reset. Each leaves an audit event."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import QuerySet

from departments import access, audit, live_sessions
from departments.models import User

from . import recovery
from .proving import LAST, UNREADABLE, App, called, normal

Type = Authenticator.Type
KEYS_AT_MOST = 5


class Refused(Exception):
    """Not possible; the message says why and what to do."""


def of(user: User) -> QuerySet[Authenticator]:
    """What the person can sign in with, in the order it was added; recovery codes only stand in for it."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return rows.exclude(type=Type.RECOVERY_CODES).order_by("pk")


def is_set_up(user: User) -> bool:
    """True when the password alone does not sign the person in."""
    return of(user).exists()


def new_secret() -> str:
    """For an app, in base 32."""
    return str(totp.generate_totp_secret())


@transaction.atomic
def add_app(secret: str, code: str, *, by: User) -> None:
    """The person's own app, once it shows the right code."""
    _hold(by)
    if of(by).filter(type=Type.TOTP).exists():
        raise Refused("您已绑定验证器应用；要换一部手机，请先添加别的方式再移除它。")
    counter = App(secret).counter_of(normal(code))
    if counter is None:
        raise Refused("验证码不对。请核对手机时间是否准确，再输入应用中当前显示的6位数字。")
    row = totp.TOTP.activate(by, secret).instance
    row.data[LAST] = counter
    row.save(update_fields=["data"])
    _added(row, by=by)


def begin_new_key(user: User) -> dict[str, Any]:
    """What the browser asks a new key; kept in the session until `add_key`."""
    return dict(webauthn.begin_registration(user, passwordless=False))


@transaction.atomic
def add_key(name: str, answer: str, *, by: User) -> None:
    """A key that has answered what it was asked, as JSON."""
    _hold(by)
    if of(by).filter(type=Type.WEBAUTHN).count() >= KEYS_AT_MOST:
        raise Refused(f"最多绑定{KEYS_AT_MOST}个安全密钥，请先移除不用的。")
    try:
        credential = json.loads(answer)
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except UNREADABLE as error:
        raise Refused("没有收到安全密钥的有效回应，请重新点“绑定安全密钥”。") from error
    _added(webauthn.WebAuthn.add(by, name.strip() or "安全密钥", credential).instance, by=by)


def _hold(person: User) -> None:
    """Two changes at once: the second waits and then sees the first."""
    User.objects.select_for_update().get(pk=person.pk)


def _added(row: Authenticator, *, by: User) -> None:
    recovery.make(by)
    _record(by, [audit.change(by, "双因素登录", None, called(row))], by=by)


def _record(person: User, changes: list[audit.Change], *, by: User | None, reason: str = "") -> None:
    audit.record("second_factor", by=by, target=f"用户 {person}", changes=changes, reason=reason)


@transaction.atomic
def remove(row: Authenticator, *, by: User) -> None:
    """One of the person's own; the last one only where the role asks for none. Its recovery codes go too."""
    _hold(by)
    left = of(by).exclude(pk=row.pk).exists()
    if not left and access.needs_second_factor(by):
        raise Refused("您的角色要求双因素登录：请先添加另一种方式，再移除这一种。")
    name = called(row)
    row.delete()
    if not left:
        Authenticator.objects.filter(user=by).delete()
    _record(by, [audit.change(by, "双因素登录", name, None)], by=by)


def has_unseen_codes(user: User) -> bool:
    """Whether `codes_once` would show any."""
    row = recovery.of(user)
    return row is not None and recovery.is_unseen(row)


@transaction.atomic
def codes_once(user: User) -> list[str]:
    """The recovery codes while nobody has looked at them; later nothing."""
    _hold(user)
    row = recovery.of(user)
    return recovery.once(row) if row and recovery.is_unseen(row) else []


def unused_codes(user: User) -> int | None:
    """How many are left; None when there are none that anybody could use."""
    row = recovery.of(user)
    try:
        return recovery.count(row) if row else None
    except InvalidToken:  # of an earlier version, sealed with another secret key
        return None


@transaction.atomic
def renew_codes(*, by: User) -> None:
    """New recovery codes; the old ones are void."""
    _hold(by)
    if not is_set_up(by):
        raise Refused("请先绑定验证器应用或安全密钥，恢复码随后生成。")
    Authenticator.objects.filter(user=by, type=Type.RECOVERY_CODES).delete()
    recovery.make(by)
    _record(by, [audit.change(by, "恢复码", "原有恢复码", "已重新生成")], by=by)


@transaction.atomic
def reset(person: User, *, by: User | None, reason: str) -> None:
    """重置: somebody else takes all of them away, with a reason. None: the operator at the command line."""
    _hold(person)
    if not reason.strip():
        raise Refused("请填写重置的理由。")
    rows = list(of(person))
    if not rows:
        raise Refused("此人没有绑定双因素登录，无需重置。")
    Authenticator.objects.filter(user=person).delete()
    live_sessions.end_all(person, by=by, reason="双因素登录已重置")
    changes = [audit.change(person, "双因素登录", called(row), None) for row in rows]
    _record(person, changes, by=by, reason=reason.strip())

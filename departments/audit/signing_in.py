"""Sign-in, sign-out and their failure, whichever page or package did it: Django announces all three."""

from collections.abc import Mapping
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth import signals
from django.db import transaction

from departments.models import AuditEvent, User

from . import origin
from .recording import record

UNKNOWN = "未登记的用户名"
"""What was typed is not kept: people type passwords into the wrong box."""


SIGNED_IN_BY, FACTOR = "signed_in_by", "second_factor_shown"
"""In the session: the identity provider by which somebody came; what was shown as the second step."""


def how(session: Mapping[str, Any]) -> str:
    """The factors of a sign-in, in order."""
    shown = (session.get(SIGNED_IN_BY) or "密码", session.get(FACTOR))
    return "、".join(filter(None, shown))


def connect() -> None:
    """Called once, at start."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="audit")
    signals.user_logged_out.connect(_signed_out, dispatch_uid="audit")
    signals.user_login_failed.connect(_failed, dispatch_uid="audit")
    user_locked_out.connect(_locked, dispatch_uid="audit")


def _signed_in(user: User, request: Any = None, **kwargs: Any) -> None:
    _note("sign_in", user, str(user.username), reason=how(request.session) if request is not None else "")


def refused(reason: str) -> None:
    """Somebody was not let in, and no password was asked."""
    _note("sign_in_failed", None, UNKNOWN, AuditEvent.Result.DENIED, reason)


def _signed_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _note("sign_out", user, str(user.username))


def _failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    typed = str(credentials.get("username") or credentials.get("login") or credentials.get("email") or "")
    reason = str(credentials.get("reason", ""))
    _note_refusal("sign_in_failed", typed, reason)


def _locked(request: Any, username: str, **kwargs: Any) -> None:
    """Once, by the failure that was one too many; attempts on a locked account are failures like others."""
    name, _, device = username.partition(" ")
    if request.axes_failures_since_start:
        _note_refusal("lock", name, "只锁定本人用过的一个浏览器" if device else "")


def _note_refusal(verb: str, typed: str, reason: str = "") -> None:
    """Seen where the person of that name works."""
    person = User.objects.filter(username=typed[:150]).first()
    _note(verb, None, typed if person else UNKNOWN, AuditEvent.Result.DENIED, reason, about=person)


@transaction.atomic
def _note(
    verb: str,
    by: User | None,
    target: str,
    result: str = AuditEvent.Result.OK,
    reason: str = "",
    about: User | None = None,
) -> None:
    """A person signs in by a request; what happens outside one is a program's."""
    if origin.present():
        record(verb, by=by, target=target, result=result, reason=reason, about=about)

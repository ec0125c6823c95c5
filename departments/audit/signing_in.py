"""Sign-in, sign-out and their failure, whichever page or package did it: Django announces all three."""

from typing import Any

from django.contrib.auth import signals
from django.db import transaction

from departments.models import AuditEvent, User

from . import origin
from .recording import record

UNKNOWN = "未登记的用户名"
"""What was typed is not kept: people type passwords into the wrong box."""


def connect() -> None:
    """Called once, at start."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="audit")
    signals.user_logged_out.connect(_signed_out, dispatch_uid="audit")
    signals.user_login_failed.connect(_failed, dispatch_uid="audit")


def _signed_in(user: User, **kwargs: Any) -> None:
    _note("sign_in", user, str(user.username))


def _signed_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _note("sign_out", user, str(user.username))


def _failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    typed = str(credentials.get("username") or credentials.get("login") or credentials.get("email") or "")
    known = User.objects.filter(username=typed[:150]).exists()
    _note("sign_in_failed", None, typed if known else UNKNOWN, AuditEvent.Result.DENIED)


@transaction.atomic
def _note(verb: str, by: User | None, target: str, result: str = AuditEvent.Result.OK) -> None:
    """A person signs in by a request; what happens outside one is a program's."""
    if origin.present():
        record(verb, by=by, target=target, result=result)

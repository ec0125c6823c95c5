"""Between the two steps of signing in: the password was right, the person is not signed in yet."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from departments.models import User

KEY = "second_step"
SECONDS = 10 * 60
"""After which the password is asked again."""


def begin(request: HttpRequest, user: User) -> None:
    """Remember whose password was right."""
    request.session.cycle_key()
    request.session[KEY] = {
        "user": user.pk,
        "backend": user.backend,
        "at": _now(),
        "hash": user.get_session_auth_hash(),
    }


def who(request: HttpRequest) -> User | None:
    """The person who is half way in: not for long, and not with a password that has been changed since."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    if not kept or _now() - kept["at"] > SECONDS:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    user.backend = kept["backend"]
    return user


def end(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(KEY, None)


def _now() -> int:
    return int(timezone.now().timestamp())

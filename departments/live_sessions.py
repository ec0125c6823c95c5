"""我的登录: the sessions that a person has open, and ending them."""

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from . import audit, set_up
from .models import LiveSession, User


def of(person: User) -> QuerySet[LiveSession]:
    """Those that would still be let in, the one used last first."""
    now = timezone.now()
    return LiveSession.objects.filter(
        user=person,
        expire_date__gt=now,
        since__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        seen__gt=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
    ).order_by("-seen", "-since")


def number(key: str) -> str:
    """What a session is called in addresses: its key itself would sign anybody in."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def state_for(user: User, person: User | None) -> dict[str, Any]:
    """What the page of the account says to who may end sessions: how many there are."""
    if person is None or not set_up.may_lock(user, person):
        return {}
    return {"open_sessions": of(person).count()}


@transaction.atomic
def end(row: LiveSession, *, by: User) -> None:
    """终止 one of the person's own."""
    row.delete()
    _record(by, 1, by=by, reason="本人终止一处登录")


@transaction.atomic
def end_others(key: str | None, *, by: User, reason: str = "本人终止其他登录") -> int:
    """All of the person's own but the one of this key; how many there were."""
    return _end(LiveSession.objects.filter(user=by).exclude(session_key=key), by, by=by, reason=reason)


@transaction.atomic
def end_all(person: User, *, by: User | None, reason: str) -> int:
    """Every one of somebody. None: the operator at the command line."""
    return _end(LiveSession.objects.filter(user=person), person, by=by, reason=reason)


def _end(rows: QuerySet[LiveSession], person: User, *, by: User | None, reason: str) -> int:
    count, _ = rows.delete()
    if count:
        _record(person, count, by=by, reason=reason)
    return count


def _record(person: User, count: int, *, by: User | None, reason: str) -> None:
    changes = [audit.change(person, "登录", f"{count}处", "已终止")]
    audit.record("end_sign_in", by=by, target=f"用户 {person}", changes=changes, reason=reason)

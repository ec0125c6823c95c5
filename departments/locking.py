"""锁定: after so many wrong passwords an account takes none for a while, wherever they come from."""

import hashlib
import unicodedata
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from . import audit, set_up
from .audit import origin
from .models import User


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which failures are counted. Of an unknown name only its hash is kept:

    people type passwords into the wrong box.
    """
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    name = unicodedata.normalize("NFKC", str(typed))[:150]
    if User.objects.filter(username=name).exists():
        return name
    return "?" + hashlib.sha256(f"{settings.SECRET_KEY}{name}".encode()).hexdigest()


def address_of(request: HttpRequest) -> str | None:
    """The same address as in the audit record: proxies are trusted by PERFEVAL_PROXIES only."""
    return origin.client_address(request.META)


def minutes_left(name: str) -> int:
    """Whole minutes until the account takes a password again, at least 1."""
    attempts = AccessAttempt.objects.filter(username=name)
    latest: datetime | None = attempts.aggregate(at=Max("attempt_time"))["at"]
    if latest is None:
        return 1
    left: timedelta = latest + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, ceil(left.total_seconds() / 60))


def refused(request: HttpRequest, original: Any = None, credentials: Any = None) -> HttpResponse:
    """What a locked account sees instead of the page."""
    minutes = minutes_left(name_of(request, credentials))
    answer = render(request, "registration/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def unlock(person: User) -> bool:
    """Forget the failures; says whether there were any."""
    gone, _ = AccessAttempt.objects.filter(username=person.username).delete()
    return bool(gone)


def is_locked(person: User) -> bool:
    """Whether the account takes no password now."""
    recent = AccessAttempt.objects.filter(
        username=person.username, attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME
    )
    failures = recent.aggregate(most=Sum("failures_since_start"))["most"] or 0
    return bool(failures >= settings.AXES_FAILURE_LIMIT)


def state_for(user: User, person: User | None) -> dict[str, Any]:
    """What the page of the account says to who may unlock it: whether it is locked, and for how long."""
    if person is None or not set_up.may_lock(user, person) or not is_locked(person):
        return {}
    return {"may_unlock": True, "minutes_left": minutes_left(person.username)}


@transaction.atomic
def unlock_by(person: User, *, by: User) -> bool:
    """解锁 by an administrator, before the time is over; says whether there was anything to forget."""
    if not unlock(person):
        return False
    changes = [audit.change(person, "锁定", "是", "否")]
    audit.record("unlock", by=by, target=f"用户 {person}（{person.username}）", changes=changes)
    return True

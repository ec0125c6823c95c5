"""锁定: after so many wrong passwords an account takes none for a while, wherever they come from.

A browser in which the person has signed in before is counted by itself (`devices`).
"""

import hashlib
import unicodedata
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from . import audit, devices, set_up
from .audit import origin
from .models import User


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which failures are counted, with the browser's number where the person is known.

    Of an unknown name only its hash is kept: people type passwords into the wrong box.
    """
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    name = unicodedata.normalize("NFKC", str(typed))[:150]
    if person := User.objects.filter(username=name).first():
        return f"{name} {devices.of(request, person)}".rstrip()
    return "?" + hashlib.sha256(f"{settings.SECRET_KEY}{name}".encode()).hexdigest()


def address_of(request: HttpRequest) -> str | None:
    """The same address as in the audit record: proxies are trusted by PERFEVAL_PROXIES only."""
    return origin.client_address(request.META)


def _about(person: User) -> QuerySet[AccessAttempt]:
    """Failures at the account, from everywhere; no name of an account holds a blank."""
    name = person.username
    attempts: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        Q(username=name) | Q(username__startswith=f"{name} ")
    )
    return attempts


def minutes_left(attempts: QuerySet[AccessAttempt]) -> int:
    """Whole minutes until a password is taken again, at least 1."""
    latest: datetime | None = attempts.aggregate(at=Max("attempt_time"))["at"]
    if latest is None:
        return 1
    left: timedelta = latest + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, ceil(left.total_seconds() / 60))


def refused(request: HttpRequest, original: Any = None, credentials: Any = None) -> HttpResponse:
    """What a locked account sees instead of the page."""
    name = name_of(request, credentials)
    minutes = minutes_left(AccessAttempt.objects.filter(username=name))
    context = {"minutes": minutes, "is_known": " " in name}
    answer = render(request, "registration/locked.html", context, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def unlock(person: User) -> bool:
    """Forget the failures; says whether there were any."""
    gone, _ = _about(person).delete()
    return bool(gone)


def is_locked(person: User) -> bool:
    """Whether the account takes no password now, in some browser or in all that do not know the person."""
    recent = _about(person).filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
    counts = recent.values("username").annotate(failures=Sum("failures_since_start")).order_by()
    return any(row["failures"] >= settings.AXES_FAILURE_LIMIT for row in counts)


def state_for(user: User, person: User | None) -> dict[str, Any]:
    """What the page of the account says to who may unlock it: whether it is locked, and for how long."""
    if person is None or not set_up.may_lock(user, person) or not is_locked(person):
        return {}
    return {"may_unlock": True, "minutes_left": minutes_left(_about(person))}


@transaction.atomic
def unlock_by(person: User, *, by: User) -> bool:
    """解锁 by an administrator, before the time is over; says whether there was anything to forget."""
    if not unlock(person):
        return False
    changes = [audit.change(person, "锁定", "是", "否")]
    audit.record("unlock", by=by, target=f"用户 {person}（{person.username}）", changes=changes)
    return True

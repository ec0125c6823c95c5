"""锁定: after so many wrong passwords an account takes none for a while, wherever they come from."""

import hashlib
import unicodedata
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

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

"""How long a sign-in lasts: so long after the last thing the person did, and never longer than so long.

An open page that asks by itself (`is_poll`) prolongs nothing; typing does (static/js/alive.js).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from . import audit, passwords

GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])

SINCE, SEEN, NEW_PASSWORD = "signed_in_at", "seen_at", "new_password"
NOTED_EVERY = 60
"""Seconds between two notes of having seen somebody: not every click writes to the database."""


def is_poll(view: View) -> View:
    """A view that pages ask for by themselves."""
    view.asks_by_itself = True  # type: ignore[attr-defined]
    return view


def connect() -> None:
    """Called once, at start."""
    user_logged_in.connect(_begin, dispatch_uid="sessions")


def _begin(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    request.session[SINCE] = request.session[SEEN] = _now()
    if reason := passwords.reason_for_a_new_one(user):
        request.session[NEW_PASSWORD] = reason


def limited(get_response: GetResponse) -> GetResponse:
    """Ends a session that is over; who needs a new password chooses it first; notes who was there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (reason := _over(request)):
            _end(request, reason)
        response = _to_a_new_password(request) or get_response(request)
        if request.user.is_authenticated and not _was_poll(request):
            _note(request)
        return response

    return middleware


def _now() -> int:
    return int(timezone.now().timestamp())


def _over(request: HttpRequest) -> str:
    """Why the session is over; "" when it is not."""
    now, session = _now(), request.session
    since = session.setdefault(SINCE, now)
    if now - session.setdefault(SEEN, now) > settings.SESSION_IDLE_SECONDS:
        return f"超过{settings.SESSION_IDLE_SECONDS // 60}分钟没有操作"
    if now - since > settings.SESSION_COOKIE_AGE:
        return f"登录已满{settings.SESSION_COOKIE_AGE // 3600}小时"
    return ""


@transaction.atomic
def _end(request: HttpRequest, reason: str) -> None:
    user: Any = request.user
    audit.record("sign_out", by=user, target=user.username, reason=reason)
    request.session.flush()
    request.user = AnonymousUser()


def _to_a_new_password(request: HttpRequest) -> HttpResponse | None:
    open_to_all = (reverse("password_change"), reverse("logout"), reverse("departments:alive"))
    if not request.user.is_authenticated or request.path in open_to_all:
        return None
    return redirect("password_change") if request.session.get(NEW_PASSWORD) else None


def _was_poll(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "asks_by_itself", False)


def _note(request: HttpRequest) -> None:
    if _now() - request.session.get(SEEN, 0) >= NOTED_EVERY:
        request.session[SEEN] = _now()

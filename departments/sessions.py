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

from . import access, audit, passwords
from .audit import origin, signing_in
from .models.live_session import LONGEST_BROWSER

GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])

SINCE, SEEN, NEW_PASSWORD = "signed_in_at", "seen_at", "new_password"
ADDRESS, BROWSER = "address", "browser"
SECOND_FACTOR, CONFIRMED = "second_factor", "confirmed_at"
PASSED, TO_SET_UP = "passed", "to_set_up"
"""What SECOND_FACTOR says of this session: shown, or to be set up before anything else."""
CONFIRMED_FOR = 5 * 60
"""Seconds after which authenticators are changed only by who proves anew to be the person."""
ALWAYS_OPEN = ("password_change", "logout", "departments:alive")
"""Pages of who has something to do first."""
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
    request.session[SINCE] = request.session[SEEN] = request.session[CONFIRMED] = _now()
    request.session[ADDRESS] = origin.client_address(request.META)
    request.session[BROWSER] = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_BROWSER]
    if access.needs_second_factor(user):
        request.session[SECOND_FACTOR] = TO_SET_UP
    if signing_in.SIGNED_IN_BY in request.session:
        return  # the password is not in use
    if reason := passwords.reason_for_a_new_one(user):
        request.session[NEW_PASSWORD] = reason


def limited(get_response: GetResponse) -> GetResponse:
    """Ends a session that is over; who needs a new password chooses it first; notes who was there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (reason := _over(request)):
            _end(request, reason)
        response = _to_do_first(request) or get_response(request)
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
    if SECOND_FACTOR not in session and access.needs_second_factor(request.user):  # type: ignore[arg-type]
        return "角色从现在起要求双因素登录"
    return ""


def passed_second_factor(request: HttpRequest) -> None:
    """The person has just shown it, or set it up."""
    request.session[SECOND_FACTOR] = PASSED
    confirmed(request)


def confirmed(request: HttpRequest) -> None:
    """The person has just proved anew to be the one; the session goes on under another key."""
    request.session.cycle_key()
    request.session[CONFIRMED] = _now()


def is_confirmed(request: HttpRequest) -> bool:
    """True for some minutes after signing in and after `confirmed`."""
    return bool(_now() - request.session.get(CONFIRMED, 0) <= CONFIRMED_FOR)


@transaction.atomic
def _end(request: HttpRequest, reason: str) -> None:
    user: Any = request.user
    audit.record("sign_out", by=user, target=user.username, reason=reason)
    request.session.flush()
    request.user = AnonymousUser()


def _to_do_first(request: HttpRequest) -> HttpResponse | None:
    """A new password before a second factor, and both before everything else."""
    if not request.user.is_authenticated or request.path in map(reverse, ALWAYS_OPEN):
        return None
    if request.session.get(NEW_PASSWORD):
        return redirect("password_change")
    is_setting_up = request.session.get(SECOND_FACTOR) == TO_SET_UP
    return redirect("second_factor") if is_setting_up and not _sets_up(request) else None


def _sets_up(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("second_factor"))


def _was_poll(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "asks_by_itself", False)


def _note(request: HttpRequest) -> None:
    if _now() - request.session.get(SEEN, 0) >= NOTED_EVERY:
        request.session[SEEN] = _now()

"""常用电脑: a browser in which somebody has signed in before counts its wrong passwords by itself.

Who locks an account on purpose, from wherever, keeps its owner from no browser that knows them. The cookie
lets nobody in: it only says whose failures these are, and a changed password makes it worthless.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from .models import User

DAYS = 180
PEOPLE = 5
"""At one browser, the last ones; it may stand in a shared office."""
_SALT = "departments.devices"
_STAMP = 32


def of(request: HttpRequest, person: User) -> str:
    """The number of this browser as one of the person's; "" where they never signed in."""
    for pk, number, stamp in _known(request):
        if pk == person.pk and constant_time_compare(stamp, _stamp(person)):
            return str(number)
    return ""


def remember(response: HttpResponse, request: HttpRequest, person: User) -> HttpResponse:
    """The person is signed in: the browser is one of theirs from now on."""
    number = of(request, person) or secrets.token_hex(16)
    others = [row for row in _known(request) if row[0] != person.pk][: PEOPLE - 1]
    value = signing.dumps([[person.pk, number, _stamp(person)], *others], salt=_SALT, compress=True)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, value, max_age=DAYS * 24 * 3600, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def _known(request: HttpRequest) -> list[Any]:
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        return list(signing.loads(value, salt=_SALT, max_age=DAYS * 24 * 3600))
    except signing.BadSignature:
        return []


def _stamp(person: User) -> str:
    """Another one after the password was changed."""
    return person.get_session_auth_hash()[:_STAMP]

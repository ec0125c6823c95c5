"""A form that was sent after the session had ended: what was typed is shown, to be copied."""

import re
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

GetResponse = Callable[[HttpRequest], HttpResponse]

NEVER_SHOWN = re.compile(r"csrf|password|token|^next$|-base$|-uid$|-pk$|_FORMS$", re.I)
"""Fields that people do not type, or type in secret."""
MACHINE_MADE = re.compile(r"on|[0-9a-f-]{16,}")
PAGE_OF_A_PERSON = ("document", "")
"""What the browser says it wants an answer for; scripts (`empty`) keep what was typed themselves."""


def typed_text_comes_back(get_response: GetResponse) -> GetResponse:
    """In the place of the page to sign in, which would have dropped the form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _lost(request, response) and (texts := _typed(request)):
            context = {"texts": texts, "has_files": bool(request.FILES), "sign_in": _sign_in(request)}
            return render(request, "registration/kept.html", context, status=401)
        return response

    return middleware


def _lost(request: HttpRequest, response: HttpResponse) -> bool:
    """The form passed the check of its token, and was then sent to the page to sign in."""
    return (
        request.method == "POST"
        and response.status_code == 302
        and urlsplit(response["Location"]).path == resolve_url(settings.LOGIN_URL)
        and not request.user.is_authenticated
        and settings.SESSION_COOKIE_NAME in request.COOKIES
        and "HX-Request" not in request.headers
        and request.headers.get("Sec-Fetch-Dest", "") in PAGE_OF_A_PERSON
        and not request.path.startswith(resolve_url(settings.LOGIN_URL))  # both steps
    )


def _typed(request: HttpRequest) -> list[str]:
    """Every text of the form once, in its order."""
    values = (x for name, several in request.POST.lists() if not NEVER_SHOWN.search(name) for x in several)
    return list(dict.fromkeys(x for x in values if x.strip() and not MACHINE_MADE.fullmatch(x)))


def _sign_in(request: HttpRequest) -> str:
    """The page to sign in, and from there back to the page of the form."""
    page = urlsplit(request.headers.get("Referer", ""))
    is_ours = url_has_allowed_host_and_scheme(page.geturl(), {request.get_host()})
    target = page.path if is_ours and page.path else "/"
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': target})}"

"""What was typed into a form and did not arrive stays with the person.

The browser keeps it (static/js/forms.js) until a page says that the form was taken. A form that was sent
after the session had ended is shown, to be copied.
"""

import re
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.messages import ERROR, get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

GetResponse = Callable[[HttpRequest], HttpResponse]

NEVER_SHOWN = re.compile(r"csrf|password|token|^next$|^_sent$|-base$|-uid$|-pk$|_FORMS$", re.I)
"""Fields that people do not type, or type in secret."""
MACHINE_MADE = re.compile(r"on|[0-9a-f-]{16,}")
ARRIVED = "arrived_forms"
"""In the session: keys of forms that were taken, until the next page is made."""
_KEY = re.compile(r"[0-9a-f]{32}")
PAGE_OF_A_PERSON = ("document", "")
"""What the browser says it wants an answer for; scripts (`empty`) keep what was typed themselves."""


def typed_text_comes_back(get_response: GetResponse) -> GetResponse:
    """In the place of the page to sign in, which would have dropped the form.

    A form that led on to another page, without a word of refusal, was taken.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _lost(request, response) and (texts := _typed(request)):
            context = {"texts": texts, "has_files": bool(request.FILES), "sign_in": _sign_in(request)}
            context["comes_back"] = "_sent" in request.POST
            return render(request, "registration/kept.html", context, status=401)
        if request.method == "POST" and response.status_code == 302 and not _is_refused(request, response):
            arrived(request)
        return response

    return middleware


def arrived(request: HttpRequest) -> None:
    """Tell the next page that the browser need not keep this form any longer."""
    key = request.POST.get("_sent", "")
    if _KEY.fullmatch(key):
        request.session[ARRIVED] = [*request.session.get(ARRIVED, []), key]


def _is_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Sent to sign in, or told in red why not. No other look at messages leaves them unread."""
    waiting = getattr(get_messages(request), "_queued_messages", [])
    to_sign_in = urlsplit(response["Location"]).path == resolve_url(settings.LOGIN_URL)
    return to_sign_in or any(message.level >= ERROR for message in waiting)


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

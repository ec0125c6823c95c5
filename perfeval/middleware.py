"""Headers of every answer: pages, files, static files, errors."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.utils.cache import add_never_cache_headers

from perfeval.observing import PROBES

ECHOES = ("TRACE", "TRACK", "CONNECT", "DEBUG")
ANSWERED = ("GET", "HEAD", "POST", "OPTIONS")
GetResponse = Callable[[HttpRequest], HttpResponse]

UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What a browser could let a page do and no page of ours does."""
OURS = ("publickey-credentials-create", "publickey-credentials-get")
"""Security keys: pages of ours ask for them, and no frame."""
ON_EVERY_ANSWER = {
    "Permissions-Policy": ", ".join([*(f"{x}=()" for x in UNUSED), *(f"{x}=(self)" for x in OURS)]),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    # Django's own set these three too, but not where they themselves refuse.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
}


def locked_down(get_response: GetResponse) -> GetResponse:
    """Outermost, so that an error raised inside any other middleware leaves with these headers too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in ON_EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def without_body(get_response: GetResponse) -> GetResponse:
    """HEAD gets the headers alone, the length among them; a server would cut a body off and complain."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "HEAD":
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        else:
            response.content = b""
        return response

    return middleware


def never_answered(get_response: GetResponse) -> GetResponse:
    """Methods that only echo, and programs that ask without HTTPS where HTTPS is the rule.

    A person's page is redirected; a program would send its token in the clear and never notice.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in ECHOES:
            return HttpResponseNotAllowed(ANSWERED)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and _is_for_programs(request):
            return HttpResponse("HTTPS only\n", content_type="text/plain; charset=utf-8", status=403)
        return get_response(request)

    return middleware


def _is_for_programs(request: HttpRequest) -> bool:
    """The interface always; what monitors ask, unless they ask this very process and no proxy."""
    is_probe = request.path in PROBES and "X-Forwarded-For" in request.headers
    return is_probe or request.path.startswith("/api/")


def asked_by_nobody(get_response: GetResponse) -> GetResponse:
    """Probes answer alike to everybody, and anew: nobody's session is read, as it stands in the database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path not in PROBES:
            return get_response(request)
        request.COOKIES.clear()
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware


def no_store_when_signed_in(get_response: GetResponse) -> GetResponse:
    """What a signed-in person saw must not come back from a cache after signing out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware

"""Every request is numbered, timed, counted and logged in one line that names nobody but a user's number."""

import logging
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from prometheus_client import CollectorRegistry, Counter, Histogram

GetResponse = Callable[[HttpRequest], HttpResponse]

PROBES = ("/healthz", "/readyz", "/metrics")
"""Asked by machines every few seconds: neither counted nor logged."""
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram in seconds."""

_number: ContextVar[str] = ContextVar("request_id", default="")
_log = logging.getLogger("perfeval.requests")


def request_id() -> str:
    """Of the request being answered; "" outside one. The audit record and the log carry the same."""
    return _number.get()


COUNTED = CollectorRegistry()
"""What this process has answered; with PROMETHEUS_MULTIPROC_DIR, the figures are in that folder instead."""
_requests = Counter(
    "perfeval_requests", "Answered requests of this machine.", ["method", "status"], registry=COUNTED
)
_seconds = Histogram(
    "perfeval_request_seconds", "Seconds from request to answer.", buckets=BOUNDS, registry=COUNTED
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observed(get_response: GetResponse) -> GetResponse:
    """Number, time, count and log; the answer carries the number."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = _number.set(secrets.token_hex(8))
        began = time.perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id()
            if request.path not in PROBES:
                _note(request, response.status_code, time.perf_counter() - began)
            return response
        finally:
            _number.reset(number)

    return middleware


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    """The path without its query: people search for names."""
    method = request.method if request.method in _METHODS else "OTHER"
    _requests.labels(method, status).inc()
    _seconds.observe(seconds)
    facts: dict[str, Any] = {
        "method": method, "path": escape_uri_path(request.path)[:200], "status": status,
        "ms": round(seconds * 1000, 1),
        "user": getattr(request.__dict__.get("_cached_user"), "pk", None),  # asked for already, or not at all
    }  # fmt: skip
    _log.info("%(method)s %(path)s %(status)s %(ms)s ms user=%(user)s", facts, extra={"facts": facts})

"""What the audit record takes from a request: where it came from, and that it was refused."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from departments.models import AuditEvent, User
from perfeval.observing import PROBES

from . import origin
from .recording import record, seal

SAFE = ("GET", "HEAD", "OPTIONS")
GetResponse = Callable[[HttpRequest], HttpResponse]


def audited(get_response: GetResponse) -> GetResponse:
    """Every event written while a request is answered knows its address; a 403 is an event of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            return get_response(request)
        with origin.of(request.META):
            seal(by=None)
            response = get_response(request)
            if request.method not in SAFE:
                seal(by=_person(request))
            if response.status_code == 403:
                _denied(request)
        return response

    return middleware


@transaction.atomic
def _denied(request: HttpRequest) -> None:
    done = "查看" if request.method in SAFE else "提交"
    target = f"{done} {request.path}"
    record("denied", by=_person(request), target=target, result=AuditEvent.Result.DENIED)


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None

"""What the audit record takes from a request: where it came from, and that it was refused.

Forbidden is 403. A number, in the address or in the form, that is nobody's or not theirs to see is 404; what
no form of ours sends is 400 or says so (`forged`). So many of one asker a minute: no flood fills the record.
"""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from departments import spending
from departments.models import AuditEvent, User
from perfeval import suspicion
from perfeval.observing import PROBES

from . import origin
from .recording import record, seal

SAFE = ("GET", "HEAD", "OPTIONS")
MOST = 10
"""Refusals of one person, or of one address of people who have not signed in, recorded in one minute."""
FORGED = {400: "请求残缺或被改动", 404: "所指的对象不存在或看不见"}
"""Status → why a request of somebody signed in is suspect."""
LAST = "本分钟内的其余不再逐条记录"
FOREIGN = "所选的编号不在可选范围内"
GetResponse = Callable[[HttpRequest], HttpResponse]


def audited(get_response: GetResponse) -> GetResponse:
    """Every event written while a request is answered knows its address; a refusal is an event of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            return get_response(request)
        with origin.of(request.META), suspicion.watched() as seen:
            seal(by=None)
            response = get_response(request)
            if request.method not in SAFE:
                seal(by=_person(request))
            _judge(request, response.status_code, is_foreign=bool(seen))
        return response

    return middleware


def _judge(request: HttpRequest, status: int, *, is_foreign: bool) -> None:
    """An address that no page has says nothing of whoever asked for it."""
    if status == 403:
        _note(request, "denied")
    elif _person(request) and request.resolver_match and (is_foreign or status in FORGED):
        _note(request, "forged", FOREIGN if is_foreign else FORGED[status])


@transaction.atomic
def _note(request: HttpRequest, verb: str, reason: str = "") -> None:
    person = _person(request)
    asker = person.pk if person else origin.client_address(request.META)
    count = spending.count(f"refused-{asker}")
    if count > MOST:
        return
    reason = "；".join(filter(None, (reason, LAST if count == MOST else "")))
    done = "查看" if request.method in SAFE else "提交"
    target = f"{done} {request.path}"
    record(verb, by=person, target=target, reason=reason, result=AuditEvent.Result.DENIED)


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None

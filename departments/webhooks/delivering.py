"""Send what waits. May run anywhere, any number at once, and be killed: nobody holds a row for long."""

import hashlib
import hmac
import socket
import ssl
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from cryptography.fernet import InvalidToken
from django.db.models import F, QuerySet
from django.utils import timezone

from departments import sealing
from departments.models import Delivery, Webhook

from .targets import Forbidden, Target, resolved

PURPOSE = "webhook"
PAUSES = tuple(timedelta(minutes=x) for x in (1, 5, 30, 120, 360, 720, 1440))
"""After the first failure, the second …; after the last one it is given up."""
TIMEOUT = 10
"""Seconds for each step of the connection."""
SLICE = 20.0
"""Seconds after which a run ends: the worker has other things to do."""
MOST_FAILURES = 2
"""In a row at one address in one run."""
LONGEST_ANSWER = 200
"""Characters of what the other side answers that are kept."""
State = Delivery.State


@dataclass
class Sent:
    """How many were taken, and how many were not."""

    delivered: int = 0
    failed: int = 0


def due() -> QuerySet[Delivery]:
    """What waits and may be sent now, oldest first."""
    waiting = Delivery.objects.filter(state=State.WAITING, next_at__lte=timezone.now())
    return waiting.filter(webhook__stopped_at=None).select_related("webhook").order_by("next_at", "pk")


def next_due() -> datetime | None:
    """When the next one is due that waits now or later."""
    rows = Delivery.objects.filter(state=State.WAITING, webhook__stopped_at=None).order_by("next_at")
    return rows.values_list("next_at", flat=True).first()


def deliver_due(most: int = 100) -> Sent:
    """Send up to so many, each once, for a slice of time; an address that does not answer is left to rest."""
    sent, failures, began = Sent(), Counter[int](), time.monotonic()
    for row in due()[:most]:
        if failures[row.webhook_id] >= MOST_FAILURES or not _claim(row):
            continue
        if _deliver(row):
            sent.delivered += 1
            failures[row.webhook_id] = 0
        else:
            sent.failed += 1
            failures[row.webhook_id] += 1
        if failures[row.webhook_id] == MOST_FAILURES:
            _rest(row.webhook)
        if time.monotonic() - began >= SLICE:
            break
    return sent


def _rest(webhook: Webhook) -> None:
    """What else is due there comes later, uncounted: else it would be the first again in every run."""
    now = timezone.now()
    waiting = webhook.deliveries.filter(state=State.WAITING, next_at__lte=now)
    waiting.update(next_at=now + PAUSES[MOST_FAILURES - 1])


def _claim(row: Delivery) -> bool:
    """Ours for the pause after a failure, which counts from now: who is killed has failed."""
    pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
    mine = Delivery.objects.filter(pk=row.pk, state=State.WAITING, attempts=row.attempts)
    mine = mine.filter(webhook__in=Webhook.objects.filter(stopped_at=None))  # stopped meanwhile: not sent
    return bool(mine.update(attempts=F("attempts") + 1, next_at=timezone.now() + pause))


def _deliver(row: Delivery) -> bool:
    try:
        status, answer = _post(row)
    except (Forbidden, InvalidToken) as refused:
        said = str(refused) or "签名密钥已不能读取，请停用后重新建立。"
        return _note(row, said, False)
    except (OSError, HTTPException, ValueError) as error:
        return _note(row, f"没有连上：{type(error).__name__} {error}", False)
    return _note(row, f"{status} {answer}".strip(), 200 <= status < 300)


def _note(row: Delivery, answer: str, is_taken: bool) -> bool:
    given_up = not is_taken and row.attempts + 1 > len(PAUSES)
    state = State.DELIVERED if is_taken else State.GIVEN_UP if given_up else State.WAITING
    at = timezone.now() if is_taken else None
    still = Delivery.objects.filter(pk=row.pk, state=State.WAITING)
    still.update(state=state, answer=answer[:LONGEST_ANSWER], delivered_at=at)
    return is_taken


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=SECONDS,v1=HMAC-SHA256("SECONDS." + body)`: nobody forges it, and an old one is seen to be old."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _post(row: Delivery) -> tuple[int, str]:
    """Status and beginning of the answer; nothing is followed anywhere."""
    target, body = resolved(row.webhook.address), row.body.encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "perfeval-webhook/1",
        "Perfeval-Event": row.verb,
        "Perfeval-Delivery": str(row.number),
        "Perfeval-Signature": signature(sealing.unseal(row.webhook.secret, PURPOSE), int(time.time()), body),
    }
    connection = _connection(target)
    try:
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        return answer.status, _printable(answer.read1(LONGEST_ANSWER * 4))
    finally:
        connection.close()


def _connection(target: Target) -> HTTPConnection:
    """To the machine that was judged, under the name that was asked for."""
    made: HTTPConnection
    if target.is_secure:
        made = HTTPSConnection(
            target.host, target.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        made = HTTPConnection(target.host, target.port, timeout=TIMEOUT)
    made._create_connection = lambda address, *rest: socket.create_connection(  # type: ignore[attr-defined]
        (target.machine, target.port), TIMEOUT
    )
    return made


def _printable(raw: bytes) -> str:
    return "".join(x for x in raw.decode("utf-8", "replace") if x.isprintable())

"""The chain: each event carries the hash of the one before and a signature that needs a key."""

import hashlib
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from departments.models import AuditEvent

from . import keys
from .canonical import canonical_json

NO_HASH = "0" * 64
"""What the first event carries as the hash of the one before."""
_LOCK = 5_306_041
"""Advisory lock that keeps two PostgreSQL writers from taking the same predecessor."""


class Link(NamedTuple):
    """The head of the chain: number and hash of its last event."""

    number: int
    hash: str


def head() -> Link:
    """The last event; number 0 when there is none."""
    last = AuditEvent.objects.order_by("-pk").values_list("number", "hash").first()
    return Link(*last) if last else Link(0, NO_HASH)


def hold() -> None:
    """Nobody else appends until this transaction ends. SQLite has one writer anyway (IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def append(event: AuditEvent) -> AuditEvent:
    """Number, date, hash, sign and save; the caller holds the chain."""
    last = head()
    event.number, event.previous_hash = last.number + 1, last.hash
    event.at = timezone.now()
    event.algorithm, event.key_id = settings.AUDIT_ALGORITHM, keys.signing_key()
    event.hash = digest(event)
    event.mac = keys.mac(event.hash, event.key_id, event.algorithm)
    event.save()
    return event


def digest(event: AuditEvent) -> str:
    """Hash of the event's content and of its predecessor's hash."""
    content = [
        event.previous_hash, event.at.isoformat(), event.actor_id, event.actor_name, event.verb,
        event.assessment_id, event.target, event.changes, event.reason, event.submission_sha256,
    ]  # fmt: skip
    if event.algorithm:  # events of before they were signed keep the hash they had
        content += _signed(event)
    content += _later(event)
    return hashlib.new(event.algorithm or "sha256", canonical_json(content).encode()).hexdigest()


def _later(event: AuditEvent) -> list[Any]:
    """Columns of a later day: events from before have them blank and keep the hash they had."""
    columns = [event.app_version, event.scheme_version, event.acting_for_id]
    columns += [event.cause] if event.cause else []
    return columns if any(columns) else []


def _signed(event: AuditEvent) -> list[Any]:
    return [
        event.number, event.actor_roles, event.department_path, event.address, event.request_id,
        event.rows, event.result, event.algorithm, event.key_id,
    ]  # fmt: skip

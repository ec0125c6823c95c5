"""Write the audit record: one row per change, in the transaction of the change, chained by hash."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .models import Assessment, AuditEvent, Submission, User

_CHAIN_LOCK = 5_306_041
"""Advisory lock that keeps two PostgreSQL writers from taking the same predecessor."""

Change = dict[str, Any]


def change(row: Any, field: str, old: Any, new: Any) -> Change:
    """One changed value: the row as people call it, the field's label, old and new value as text."""
    return {"row": str(row), "field": field, "old": _text(old), "new": _text(new)}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def record(
    verb: str,
    *,
    by: User | None,
    target: object,
    assessment: Assessment | None = None,
    changes: Sequence[Change] = (),
    reason: str = "",
    submission: Submission | None = None,
) -> AuditEvent:
    """Append one event. Must run inside the transaction of what it records."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs to the change it records.")
    event = AuditEvent(
        at=timezone.now(), actor=by, actor_name=by.name if by else "系统", verb=verb, assessment=assessment,
        target=str(target)[:200], changes=list(changes), reason=reason, previous_hash=_last_hash(),
        submission_sha256=submission.sha256 if submission else "",
    )  # fmt: skip
    event.hash = digest(event)
    event.save()
    return event


def _last_hash() -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()
    return last or "0" * 64


def digest(event: AuditEvent) -> str:
    """SHA-256 of the row's content and of its predecessor's hash."""
    content = [
        event.previous_hash, event.at.isoformat(), event.actor_id, event.actor_name, event.verb,
        event.assessment_id, event.target, event.changes, event.reason, event.submission_sha256,
    ]  # fmt: skip
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no blanks: the same data always gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_sha256(value: Any) -> str:
    """SHA-256 of `canonical_json`."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()

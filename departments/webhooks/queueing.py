"""What is to be told, written with the step itself: both happen or neither."""

import json
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from departments.models import Assessment, Delivery, Submission, Webhook

EVENTS = ("submit", "return_for_revision", "approve", "publish")
"""The verbs that are told."""
FORMAT = "perfeval.event/1"


def queue(verb: str, assessment: Assessment, submission: Submission | None) -> None:
    """Note the step for every address that wants to know. Must run inside the step's transaction."""
    if verb not in EVENTS:
        return
    above = [assessment.department.code, *assessment.department.ancestor_codes]
    hooks = Webhook.objects.filter(stopped_at=None, department__code__in=above)
    now = timezone.now()
    rows = [
        Delivery(
            webhook=hook, number=(number := uuid.uuid4()), verb=verb, assessment=assessment, next_at=now,
            body=_body(number, verb, assessment, submission, now.isoformat()),
        )
        for hook in hooks if verb in hook.verbs
    ]  # fmt: skip
    if rows:
        Delivery.objects.bulk_create(rows)
        transaction.on_commit(wake, robust=True)


def _body(
    number: uuid.UUID, verb: str, assessment: Assessment, submission: Submission | None, at: str
) -> str:
    """No figures: who may read them asks the interface (docs/api.md)."""
    department, year = assessment.department, assessment.fiscal_year
    told: dict[str, Any] = {
        "format": FORMAT, "id": str(number), "event": verb, "at": at,
        "assessment": assessment.pk, "status": assessment.status, "year": year.year,
        "authority": {"code": year.authority.code, "name": year.authority.name},
        "department": {"code": department.code, "name": assessment.department_name or department.name},
        "submission": None if submission is None else {
            "id": submission.pk, "number": submission.number, "sha256": submission.sha256,
        },
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def wake() -> None:
    """Somebody is to send what waits, soon."""
    from .tasks import deliver

    deliver.enqueue()

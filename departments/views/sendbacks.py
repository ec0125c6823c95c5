"""Why a self-assessment came back to the department: 退回 and 取消审核, who said it, when, and the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from departments.models import Assessment, AuditEvent, Department, Submission
from departments.transitions import TRANSITIONS

VERBS = ("return_for_revision", "reopen")


@dataclass(frozen=True)
class SendBack:
    """One 退回 or 取消审核. `body` is whoever sent it back."""

    label: str
    by: str
    at: datetime
    reason: str
    body: Department | None = None
    submission: Submission | None = None


def latest_of(assessments: Iterable[Assessment]) -> dict[int, SendBack]:
    """The latest reason of each that is back with its department: two queries, however many."""
    back = {x.pk: x for x in assessments if x.status == Assessment.Status.RETURNED}
    if not back:
        return {}
    events = AuditEvent.objects.filter(assessment__in=back, verb__in=VERBS).order_by("pk")
    latest = {event.assessment_id: event for event in events}
    hashes = [event.submission_sha256 for event in latest.values()]
    rows = Submission.objects.filter(sha256__in=hashes, assessment__in=back).only(
        "number", "sha256", "assessment"
    )
    frozen = {
        (row.assessment_id, row.sha256): row
        for row in rows.prefetch_related("reviews__body").order_by("number")
    }
    return {
        pk: _of(event, back[pk], frozen.get((pk, event.submission_sha256)))
        for pk, event in latest.items()
        if pk is not None
    }


def beside(
    assessment: Assessment, submissions: Sequence[Submission]
) -> list[tuple[Submission, list[SendBack]]]:
    """Each submission, newest first, with the 取消送审 and 取消审核 of it; 退回 stands among its reviews.

    One of the same content has the same SHA-256: what was undone is the latest at that time.
    """
    undone: dict[int, list[SendBack]] = {row.pk: [] for row in submissions}
    for event in assessment.audit_events.filter(verb__in=("withdraw", "reopen")).order_by("pk"):
        row = next((x for x in submissions if x.submitted_at <= event.at), None)
        if row is not None:
            undone[row.pk].append(_of(event, assessment, None))
    return [(row, undone[row.pk]) for row in submissions]


def _of(event: AuditEvent, assessment: Assessment, submission: Submission | None) -> SendBack:
    body: Department | None = assessment.fiscal_year.authority
    if event.verb != "reopen":
        reviews = submission.reviews.all() if submission else ()
        body = next((x.body for x in reviews if x.verdict == "returned"), None)
    label = TRANSITIONS[event.verb].label
    return SendBack(label, event.actor_name, event.at, event.why, body, submission)

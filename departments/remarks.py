"""审核意见: said at a place of the submission, answered by the department before it submits again."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from . import access, audit
from .models import Assessment, Department, Remark, Submission, User


class NotAnswerable(Exception):
    """The remark cannot be answered now; the message says why."""


@transaction.atomic
def add(
    submission: Submission,
    *,
    body: Department,
    by: User,
    text: str,
    place: str,
    key: str = "",
    field: str = "",
) -> Remark:
    """Pin a remark to a cell (`key`, `field`), a row, or the whole submission."""
    remark = Remark.objects.create(
        submission=submission, body=body, reviewer=by, reviewer_called=access.called(by, "remark", body),
        text=text, place=place, key=key, field=field,
    )  # fmt: skip
    _record("remark", remark, by=by, change=audit.change(place, "审核意见", None, text))
    return remark


@transaction.atomic
def take_back(remark: Remark, *, by: User) -> None:
    """The reviewer strikes an own remark before deciding; the audit record keeps it."""
    change = audit.change(remark.place, "审核意见", remark.text, None)
    _record("remark", remark, by=by, change=change)
    remark.delete()


@transaction.atomic
def answer(remark: Remark, *, by: User, text: str) -> None:
    """答复, or an answer in other words, while the department may edit. Raises NotAnswerable."""
    assessment = Assessment.objects.select_for_update().get(pk=remark.submission.assessment_id)
    if not assessment.is_editable:
        raise NotAnswerable("自评已送审，不能再修改答复。")
    change = audit.change(remark.place, "答复", remark.answer or None, text)
    remark.answer, remark.answered_by, remark.answered_at = text, by, timezone.now()
    remark.answered_called = access.called(by, "answer", assessment.department)
    remark.save(update_fields=["answer", "answered_by", "answered_called", "answered_at"])
    _record("answer", remark, by=by, change=change)


def _record(verb: str, remark: Remark, *, by: User, change: audit.Change) -> None:
    submission = remark.submission
    audit.record(
        verb, by=by, target=remark, assessment=submission.assessment, changes=[change], submission=submission
    )


def to_answer(assessment: Assessment) -> QuerySet[Remark]:
    """The remarks on what was submitted last: the department answers each before it submits again."""
    latest = assessment.submissions.order_by("-number").values("pk")[:1]
    return Remark.objects.filter(submission__in=latest).select_related("body", "reviewer", "answered_by")


def unanswered(assessment: Assessment) -> int:
    """How many still lack an answer."""
    return to_answer(assessment).filter(answer="").count()


def pinned(assessment: Assessment) -> dict[tuple[str, str], list[Remark]]:
    """Those to answer by the row's key and the field, while the self-assessment is sent back for them."""
    if assessment.status != Assessment.Status.RETURNED:
        return {}
    found: dict[tuple[str, str], list[Remark]] = {}
    for remark in to_answer(assessment):
        found.setdefault((remark.key, remark.field), []).append(remark)
    return found

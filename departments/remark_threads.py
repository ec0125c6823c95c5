"""Reads of 审核意见: what is open at a self-assessment, and each remark with all that followed it."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, QuerySet

from .models import Assessment, Remark, RemarkEntry, Submission

State = Remark.State
UNRESOLVED = (State.ASKED, State.ANSWERED)
_LARGE = tuple(f"submission__{x}" for x in ("facts", "scorecards", "findings", "explanations", "evidence"))


def of(assessment: Assessment) -> QuerySet[Remark]:
    """Every remark ever said, with what followed it; two queries."""
    return _with_entries(Remark.objects.filter(submission__assessment=assessment))


def at(submission: Submission) -> list[Remark]:
    """Those said up to this submission: open ones are carried from one to the next."""
    rows = Remark.objects.filter(
        submission__assessment=submission.assessment_id, submission__number__lte=submission.number
    )
    return list(_with_entries(rows))


def _with_entries(remarks: QuerySet[Remark]) -> QuerySet[Remark]:
    entries = RemarkEntry.objects.select_related("body", "person", "submission").defer(*_LARGE)
    rows = remarks.select_related("body", "reviewer", "submission").defer(*_LARGE)
    return rows.prefetch_related(Prefetch("entries", entries))


def unanswered(assessment: Assessment) -> int:
    """How many the department has to answer before it submits again."""
    return Remark.objects.filter(submission__assessment=assessment, state=State.ASKED).count()


def tally(assessments: Iterable[Assessment], *states: str) -> dict[int, int]:
    """Self-assessment → how many of its remarks are in one of the states; one query, however many."""
    rows = Remark.objects.filter(submission__assessment__in=list(assessments), state__in=states).order_by()
    return dict(rows.values_list("submission__assessment").annotate(Count("pk")))


def pinned(assessment: Assessment) -> dict[tuple[str, str], list[Remark]]:
    """The unresolved by the row's key and the field, while the self-assessment is sent back for them."""
    if assessment.status != Assessment.Status.RETURNED:
        return {}
    found: dict[tuple[str, str], list[Remark]] = {}
    for remark in of(assessment).exclude(state=State.RESOLVED):
        found.setdefault((remark.key, remark.field), []).append(remark)
    return found


def is_any_about(submission: Submission) -> bool:
    """A reviewer has said something about this submission, or followed up what was said before."""
    followed = RemarkEntry.objects.filter(submission=submission).exclude(kind=RemarkEntry.Kind.ANSWER)
    return submission.remarks.exists() or followed.exists()


def answered_of(submission: Submission) -> set[int]:
    """Who said or asked again what the department answered after this submission."""
    answers = RemarkEntry.objects.filter(submission=submission, kind=RemarkEntry.Kind.ANSWER)
    questions = RemarkEntry.objects.filter(kind=RemarkEntry.Kind.QUESTION)
    said = Remark.objects.filter(pk__in=answers.values("remark")).values_list("reviewer", flat=True)
    asked = questions.filter(remark__in=answers.values("remark")).values_list("person", flat=True)
    return {*said, *asked}

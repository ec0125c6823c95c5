"""The verbs that move a self-assessment. Each is one transaction and leaves one audit event.

Buttons come from `available`, and every verb asks it again under lock, so page and server always agree.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from . import access, audit, causes, filed_figures, freezing, notices, precheck, reviewing, webhooks
from .freezing import NotReady
from .holding import hold
from .models import Assessment, ReopenRequest, Review, Submission, User
from .models.cause import in_words
from .transitions import TRANSITIONS, available, next_stage

__all__ = [
    "NotAllowed", "NotReady", "approve", "available", "publish", "recommend", "reopen", "return_for_revision",
    "sign", "submit", "unpublish", "withdraw",
]  # fmt: skip

Status = Assessment.Status
PASSING = (Review.Verdict.RECOMMENDED, Review.Verdict.APPROVED)
"""Verdicts that rest on the body's own review of the lines."""
_REPEATED = "本单位已经{}，请勿重复操作。"


class NotAllowed(Exception):
    """The verb is not possible now; the message says why and what to do."""


def _begin(verb: str, assessment: Assessment, *, by: User, reason: str = "", cause: str = "") -> Assessment:
    locked = hold(assessment)
    transition = TRANSITIONS[verb]
    if locked.status not in transition.sources:
        raise NotAllowed(f"现在是“{locked.get_status_display()}”状态，不能{transition.label}，请刷新页面。")
    if not transition.may(by, locked):
        _refuse_repetition(verb, locked, by=by)
        raise PermissionDenied
    if transition.needs_reason and not reason.strip():
        raise NotAllowed(f"请填写{transition.label}的理由。")
    if causes.lacks(verb, cause):
        raise NotAllowed(causes.MISSING)
    return locked


def _refuse_repetition(verb: str, assessment: Assessment, *, by: User) -> None:
    """Who did it already is told so, rather than that they may not."""
    done = Review.objects.filter(
        submission__in=assessment.submissions.values("pk")[:1], body=assessment.stage, reviewer=by
    )
    if verb == "recommend" and done.filter(verdict=Review.Verdict.RECOMMENDED).exists():
        raise NotAllowed(_REPEATED.format(TRANSITIONS[verb].label))


def _finish(
    verb: str, assessment: Assessment, *, by: User, submission: Submission | None = None, reason: str = "",
    cause: str = "",
) -> None:  # fmt: skip
    assessment.version += 1
    assessment.save()
    notices.moved(verb, assessment, by=by, reason=in_words(cause, reason))
    reason = reason or access.dual_duty_used(verb, by, assessment)
    audit.record(
        verb,
        by=by,
        target=assessment,
        assessment=assessment,
        submission=submission,
        reason=reason,
        cause=cause,
    )
    webhooks.queue(verb, assessment, submission)


def _latest(assessment: Assessment) -> Submission:
    latest = assessment.submissions.first()
    if latest is None:
        raise NotAllowed("还没有送审稿。")
    return latest


def _decide(verb: str, verdict: str, assessment: Assessment, *, by: User, reason: str = "") -> Submission:
    """Note what the body whose turn it is decided about the latest submission."""
    submission = _latest(assessment)
    if assessment.stage is None:
        raise NotAllowed("现在没有待审核的单位。")
    if Review.objects.filter(submission=submission, body=assessment.stage, verdict=verdict).exists():
        raise NotAllowed(_REPEATED.format(TRANSITIONS[verb].label))
    if verdict in PASSING and (obstacle := reviewing.obstacle(submission, assessment.stage)):
        raise NotAllowed(obstacle)
    review = Review.objects.create(
        submission=submission, body=assessment.stage, verdict=verdict, reason=reason, reviewer=by,
        reviewer_called=access.called(by, verb, assessment.stage),
        acting_for=access.acting_for(by, verb, assessment.stage),
        **(reviewing.result(submission, assessment.stage) if verdict in PASSING else {}),
        statement=TRANSITIONS[verb].statement,
    )  # fmt: skip
    if verdict == Review.Verdict.APPROVED:
        filed_figures.keep_reviewed(review)
    return submission


@transaction.atomic
def submit(assessment: Assessment, *, by: User) -> Submission:
    """送审: check, score, freeze. Raises NotReady with everything that stops it."""
    assessment = _begin("submit", assessment, by=by)
    if obstacle := precheck.obstacle(assessment):
        raise NotAllowed(obstacle)
    assessment.stage = next_stage(assessment)
    submission = freezing.freeze(assessment, by=by)
    assessment.status = Status.SUBMITTED
    _finish("submit", assessment, by=by, submission=submission)
    return submission


@transaction.atomic
def withdraw(assessment: Assessment, *, by: User) -> None:
    """取消送审, until the first review action."""
    assessment = _begin("withdraw", assessment, by=by)
    assessment.stage = None
    assessment.status = Status.RETURNED if _was_decided(assessment) else Status.DRAFT
    _finish("withdraw", assessment, by=by, submission=_latest(assessment))


def _was_decided(assessment: Assessment) -> bool:
    """Returned once, or approved and reopened: reviewers have seen it, and it is no draft again."""
    decided = (Review.Verdict.RETURNED, Review.Verdict.APPROVED)
    return Review.objects.filter(submission__assessment=assessment, verdict__in=decided).exists()


@transaction.atomic
def sign(assessment: Assessment, *, by: User) -> None:
    """签批 by the department's head; the turn passes to the next body."""
    _pass_on("sign", Review.Verdict.SIGNED, assessment, by=by)


@transaction.atomic
def recommend(assessment: Assessment, *, by: User) -> None:
    """建议通过: below the authority the turn passes on; at the authority it waits for the approval."""
    _pass_on("recommend", Review.Verdict.RECOMMENDED, assessment, by=by)


def _pass_on(verb: str, verdict: str, assessment: Assessment, *, by: User) -> None:
    assessment = _begin(verb, assessment, by=by)
    submission = _decide(verb, verdict, assessment, by=by)
    assessment.stage = next_stage(assessment) or assessment.stage
    _finish(verb, assessment, by=by, submission=submission)


@transaction.atomic
def approve(assessment: Assessment, *, by: User) -> None:
    """审核通过 by the authority."""
    assessment = _begin("approve", assessment, by=by)
    submission = _decide("approve", Review.Verdict.APPROVED, assessment, by=by)
    assessment.status, assessment.stage = Status.APPROVED, None
    assessment.approved_at, assessment.approved_by = timezone.now(), by
    _finish("approve", assessment, by=by, submission=submission)


@transaction.atomic
def return_for_revision(assessment: Assessment, *, by: User, reason: str) -> None:
    """退回 with a reason; the preparer may edit again."""
    assessment = _begin("return_for_revision", assessment, by=by, reason=reason)
    submission = _decide("return_for_revision", Review.Verdict.RETURNED, assessment, by=by, reason=reason)
    assessment.status, assessment.stage = Status.RETURNED, None
    _finish("return_for_revision", assessment, by=by, submission=submission, reason=reason)


@transaction.atomic
def publish(assessment: Assessment, *, by: User) -> None:
    """公开."""
    assessment = _begin("publish", assessment, by=by)
    assessment.status, assessment.published_at = Status.PUBLISHED, timezone.now()
    _finish("publish", assessment, by=by, submission=_latest(assessment))


@transaction.atomic
def unpublish(assessment: Assessment, *, by: User, reason: str, cause: str) -> None:
    """撤回公开, for a cause of the list and with a reason."""
    assessment = _begin("unpublish", assessment, by=by, reason=reason, cause=cause)
    assessment.status, assessment.published_at = Status.APPROVED, None
    _finish("unpublish", assessment, by=by, submission=_latest(assessment), reason=reason, cause=cause)


@transaction.atomic
def reopen(assessment: Assessment, *, by: User, reason: str, cause: str) -> None:
    """取消审核, for a cause and with a reason: the preparer may edit again; what was frozen stays."""
    assessment = _begin("reopen", assessment, by=by, reason=reason, cause=cause)
    assessment.status = Status.RETURNED
    assessment.approved_at = assessment.approved_by = None
    asked = ReopenRequest.objects.filter(submission=_latest(assessment), is_granted=None)
    asked.update(is_granted=True, decided_by=by, decided_at=timezone.now())  # it is what was asked for
    _finish("reopen", assessment, by=by, submission=_latest(assessment), reason=reason, cause=cause)

"""申请取消审核: asked by the head of the department with a reason, granted or declined by the manager."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from . import access, audit, causes, notices, workflow
from .models import Assessment, Cause, Notice, ReopenRequest, User

OFFICIAL = (Assessment.Status.APPROVED, Assessment.Status.PUBLISHED)


class CannotAsk(Exception):
    """Nothing is asked or decided; the message says why."""


def may_ask(user: User, assessment: Assessment) -> bool:
    """负责人 of the department, while the self-assessment is approved or published."""
    return assessment.status in OFFICIAL and access.is_head(user, assessment)


def latest_of(assessment: Assessment) -> ReopenRequest | None:
    """The last request about what was submitted last."""
    latest = assessment.submissions.order_by("-number").values("pk")[:1]
    return ReopenRequest.objects.filter(submission__in=latest).select_related("decided_by").first()


def open_ones(user: User) -> QuerySet[ReopenRequest]:
    """What waits for the manager: of the submission that is the latest."""
    managed = access.tracked_assessments(user).filter(status__in=OFFICIAL)
    rows = ReopenRequest.objects.filter(
        is_granted=None, submission__filed__assessment__in=managed.select_related(None).values("pk")
    )
    places = ("submission__assessment__department", "submission__assessment__fiscal_year")
    return (
        rows.select_related(*places)
        .order_by("asked_at")
        .defer(*(f"submission__{x}" for x in ("facts", "scorecards", "findings", "explanations", "evidence")))
    )


@transaction.atomic
def ask(assessment: Assessment, *, cause: str, reason: str, by: User) -> ReopenRequest:
    """申请. Raises PermissionDenied, CannotAsk."""
    row = Assessment.objects.select_for_update(of=("self",)).select_related(
        "department", "fiscal_year__authority"
    ).get(pk=assessment.pk)  # fmt: skip
    _must_be_askable(row, cause=cause, reason=reason, by=by)
    submission = row.submissions.order_by("-number")[0]
    called = access.called(by, "ask_reopen", row.department)
    asked = ReopenRequest.objects.create(
        submission=submission, asked_by=by, asked_called=called, cause=cause, reason=reason.strip()
    )
    audit.record(
        "ask_reopen", by=by, target=row, assessment=row, submission=submission, reason=asked.reason,
        cause=cause,
    )  # fmt: skip
    _ask_managers(row, asked)
    return asked


def _must_be_askable(row: Assessment, *, cause: str, reason: str, by: User) -> None:
    if not may_ask(by, row):
        raise PermissionDenied
    if not reason.strip():
        raise CannotAsk("请填写申请的理由。")
    if causes.lacks("ask_reopen", cause):
        raise CannotAsk(causes.MISSING)
    before = latest_of(row)
    if before and before.is_granted is None:
        raise CannotAsk("已经申请过，正在等财政部门办理，请勿重复申请。")


@transaction.atomic
def grant(asked: ReopenRequest, *, by: User) -> None:
    """同意: what is published is withdrawn first, then opened again. Raises PermissionDenied, NotAllowed."""
    asked = _decide(asked, granted=True, answer="", by=by)
    assessment, cause = asked.submission.assessment, asked.cause or Cause.OTHER
    reason = f"同意{asked.asked_called}的申请：{asked.reason}"
    if assessment.status == Assessment.Status.PUBLISHED:
        workflow.unpublish(assessment, by=by, reason=reason, cause=cause)
    workflow.reopen(assessment, by=by, reason=reason, cause=cause)


@transaction.atomic
def decline(asked: ReopenRequest, *, answer: str, by: User) -> None:
    """不同意, with a reason. Raises PermissionDenied, CannotAsk."""
    if not answer.strip():
        raise CannotAsk("请填写不同意的理由。")
    asked = _decide(asked, granted=False, answer=answer.strip(), by=by)
    assessment = asked.submission.assessment
    text = f"{assessment.fiscal_year.authority}没有同意取消审核的申请。"
    _tell(assessment, [asked.asked_by], text, asked.answer, address=assessment.get_absolute_url())
    audit.record(
        "decline_reopen", by=by, target=assessment, assessment=assessment, submission=asked.submission,
        reason=asked.answer,
    )  # fmt: skip


def _decide(asked: ReopenRequest, *, granted: bool, answer: str, by: User) -> ReopenRequest:
    row = ReopenRequest.objects.select_for_update(of=("self",)).select_related(
        "submission__assessment__fiscal_year__authority", "submission__assessment__department", "asked_by"
    ).get(pk=asked.pk)  # fmt: skip
    if not access.is_manager(by, row.submission.assessment):
        raise PermissionDenied
    if row.is_granted is not None:
        raise CannotAsk("这项申请已经办理，请勿重复操作。")
    row.is_granted, row.answer, row.decided_by, row.decided_at = granted, answer, by, timezone.now()
    row.save(update_fields=["is_granted", "answer", "decided_by", "decided_at"])
    asking = Notice.objects.filter(assessment=row.submission.assessment_id, kind=Notice.Kind.REOPEN)
    notices.read(asking)
    return row


def _ask_managers(row: Assessment, asked: ReopenRequest) -> None:
    managers = access.people_in(row.fiscal_year.authority, access.Role.MANAGER)
    text, desk = f"{row.department_name}申请取消审核，等待您办理。", reverse("departments:desk")
    _tell(row, managers, text, asked.why, address=desk)


def _tell(row: Assessment, people: list[User], text: str, detail: str, *, address: str) -> None:
    notices.tell(people, Notice.Kind.REOPEN, text, assessment=row, address=address, detail=detail)

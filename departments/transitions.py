"""The table of states and verbs: from where, by whom, and whose turn comes next."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from . import access, remark_threads
from .models import Assessment, Department, Extension, User

Status = Assessment.Status


@dataclass(frozen=True)
class Transition:
    """One verb: label, the states it starts from, who may, whether a reason is asked, what one signs."""

    label: str
    sources: frozenset[str]
    may: Callable[[User, Assessment], bool]
    needs_reason: bool = False
    statement: str = ""


def _can_withdraw(user: User, assessment: Assessment) -> bool:
    """Until a body above has acted; the own head's signature does not count."""
    if not access.is_preparer_or_head(user, assessment):
        return False
    latest = assessment.submissions.only("pk").first()
    if latest is None or remark_threads.is_any_about(latest) or latest.reviewed_lines.exists():
        return False
    return not latest.reviews.exclude(body=assessment.department_id).exists()


TRANSITIONS: dict[str, Transition] = {
    "submit": Transition("送审", frozenset({Status.DRAFT, Status.RETURNED}), access.is_preparer),
    "withdraw": Transition("取消送审", frozenset({Status.SUBMITTED}), _can_withdraw),
    "sign": Transition(
        "签批",
        frozenset({Status.SUBMITTED}),
        access.is_head_at_stage,
        statement="本人已审阅本送审稿，对其中数据和文字的真实性、完整性、准确性负责。",
    ),
    "recommend": Transition("建议通过", frozenset({Status.SUBMITTED}), access.may_recommend),
    "approve": Transition(
        "审核通过",
        frozenset({Status.SUBMITTED}),
        access.may_approve,
        statement="经审核，同意本送审稿作为本年度部门整体绩效自评结果。",
    ),
    "return_for_revision": Transition(
        "退回", frozenset({Status.SUBMITTED}), access.may_return, needs_reason=True
    ),
    "publish": Transition("公开", frozenset({Status.APPROVED}), access.may_publish),
    "reopen": Transition("取消审核", frozenset({Status.APPROVED}), access.is_manager, needs_reason=True),
    "unpublish": Transition("撤回公开", frozenset({Status.PUBLISHED}), access.is_manager, needs_reason=True),
}


def available(assessment: Assessment, user: User) -> dict[str, Transition]:
    """The verbs this person may use on it now, in the order they are offered."""
    return {
        verb: transition
        for verb, transition in TRANSITIONS.items()
        if assessment.status in transition.sources and transition.may(user, assessment)
    }


def chain(assessment: Assessment) -> list[Department]:
    """Whose turn it is, in order: own head (if the year asks) → parent departments → authority."""
    department, authority = assessment.department, assessment.fiscal_year.authority
    bodies = Department.objects.filter(code__in=department.ancestor_codes, path__startswith=authority.path)
    above = sorted(bodies, key=lambda body: len(body.path), reverse=True)
    return ([department] if assessment.fiscal_year.head_signs else []) + above


def next_stage(assessment: Assessment) -> Department | None:
    """The body after the present one; the first of the chain when that isn't (any longer) in it."""
    bodies = chain(assessment)
    turn = bodies.index(assessment.stage) + 1 if assessment.stage in bodies else 0
    return next(iter(bodies[turn:]), None)


def is_window_open(assessment: Assessment) -> bool:
    """True while the department may submit: within the year's window or its own extension."""
    year, today = assessment.fiscal_year, timezone.localdate()
    if year.opens <= today <= year.closes:
        return True
    extension = Extension.objects.filter(fiscal_year=year, department=assessment.department).first()
    return extension is not None and year.opens <= today and extension.covers(today)

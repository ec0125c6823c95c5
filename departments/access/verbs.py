"""What a person may do with a self-assessment they see; else the answer is 403."""

from collections.abc import Iterable

from departments import recommendations
from departments.models import Assessment, AuditEvent, DualDuty, Review, User

from .acting import behind, done_by, persons
from .assigned import colleagues, is_commissioned, reviews_at_stage
from .roles import OWN, Role, has_role

PREPARING = ("edit", "submit", "import")
"""Verbs of the audit record by which somebody prepared a self-assessment."""


def is_preparer(user: User, assessment: Assessment) -> bool:
    """填报人 of the department."""
    return has_role(user, assessment.department, Role.PREPARER)


def is_preparer_or_head(user: User, assessment: Assessment) -> bool:
    """填报人 or 负责人 of the department."""
    return has_role(user, assessment.department, *OWN)


def is_head(user: User, assessment: Assessment) -> bool:
    """负责人 of the department."""
    return has_role(user, assessment.department, Role.HEAD)


def is_head_at_stage(user: User, assessment: Assessment) -> bool:
    """负责人 whose signature is awaited; who edited last signs only by 一人兼岗."""
    return (
        assessment.stage_id == assessment.department_id
        and has_role(user, assessment.department, Role.HEAD)
        and (not _edited_last(user, assessment) or dual_duty("sign", assessment) is not None)
    )


def is_reviewer_at_stage(user: User, assessment: Assessment) -> bool:
    """审核人 of the body whose turn it is, where neither they nor their firm prepared it."""
    return (
        assessment.stage_id != assessment.department_id
        and reviews_at_stage(user, assessment)
        and not _have_prepared(colleagues(user, assessment), assessment)
    )


def is_manager_at_stage(user: User, assessment: Assessment) -> bool:
    """财政管理员 of the authority whose turn it is."""
    people = persons(user, assessment.stage_id, "publish")
    return has_role(user, assessment.stage, Role.MANAGER) and not _have_prepared(people, assessment)


def is_manager(user: User, assessment: Assessment) -> bool:
    """财政管理员 of the authority of the self-assessment's year."""
    return has_role(user, assessment.fiscal_year.authority, Role.MANAGER)


def may_return(user: User, assessment: Assessment) -> bool:
    """Whoever's turn it is may return."""
    whose = (is_head_at_stage, is_reviewer_at_stage, is_manager_at_stage)
    return any(is_theirs(user, assessment) for is_theirs in whose)


def may_recommend(user: User, assessment: Assessment) -> bool:
    """审核人, once, where the approval is somebody else's: below the authority, in a year of two steps, or

    for a firm, which never approves.
    """
    if not is_reviewer_at_stage(user, assessment):
        return False
    if approves_alone(assessment) and not is_commissioned(user, assessment):
        return False
    return not recommendations.of(assessment).filter(body=assessment.stage_id).exists()


def may_approve(user: User, assessment: Assessment) -> bool:
    """财政管理员, in a year of two steps after 建议通过; in a year of one step also its own 审核人.

    Recommender ≠ approver, whichever body the recommendation was for.
    """
    if assessment.stage_id != assessment.fiscal_year.authority_id:
        return False
    if _recommended(user, assessment) and not dual_duty("approve", assessment):
        return False
    if approves_alone(assessment):
        is_own = is_reviewer_at_stage(user, assessment) and not is_commissioned(user, assessment)
        return is_own or is_manager_at_stage(user, assessment)
    is_recommended = recommendations.of(assessment).filter(body=assessment.stage_id).exists()
    return is_recommended and is_manager_at_stage(user, assessment)


def _recommended(user: User, assessment: Assessment) -> bool:
    people = persons(user, assessment.stage_id, "approve")
    return recommendations.of(assessment).filter(done_by(people, "reviewer")).exists()


def approves_alone(assessment: Assessment) -> bool:
    """It waits at the authority of a year of one step: who reviews there decides."""
    return assessment.stage_id == assessment.fiscal_year.authority_id and not assessment.fiscal_year.two_step


def may_publish(user: User, assessment: Assessment) -> bool:
    """财政管理员 other than the one who approved."""
    if not is_manager(user, assessment):
        return False
    return not _approved(user, assessment) or dual_duty("publish", assessment) is not None


def _approved(user: User, assessment: Assessment) -> bool:
    """True when the approval is the person's, theirs for whom they act, or was given in their place."""
    people = persons(user, assessment.fiscal_year.authority_id, "publish")
    latest = assessment.submissions.values("pk")[:1]
    given = Review.objects.filter(submission__in=latest, verdict=Review.Verdict.APPROVED)
    return assessment.approved_by_id in people or given.filter(acting_for__in=people).exists()


def dual_duty(step: str, assessment: Assessment) -> DualDuty | None:
    """The waiver 一人兼岗 that lets one person take this step and the one before it."""
    year = assessment.fiscal_year
    body = assessment.department_id if step == DualDuty.Step.SIGN else year.authority_id
    return DualDuty.objects.filter(fiscal_year=year, department=body, step=step).first()


def dual_duty_used(step: str, user: User, assessment: Assessment) -> str:
    """What the audit record says of a step that rests on the waiver; "" when it does not."""
    rests = {
        "sign": lambda: _edited_last(user, assessment),
        "approve": lambda: _recommended(user, assessment),
        "publish": lambda: _approved(user, assessment),
    }
    waiver = dual_duty(step, assessment) if step in rests and rests[step]() else None
    return f"一人兼岗（{waiver.get_step_display()}）：{waiver.reason}" if waiver else ""


def may_waive(user: User, assessment: Assessment) -> bool:
    """财政管理员 of the authority; not for the department they file for."""
    body = assessment.fiscal_year.authority_id
    if not is_manager(user, assessment) or has_prepared(user, assessment, body, "waive"):
        return False
    return not _files(user, assessment, "waive")


def may_extend(user: User, assessment: Assessment) -> bool:
    """财政管理员 of the authority; nobody grants what they ask for."""
    return is_manager(user, assessment) and not _files(user, assessment, "extend")


def _files(user: User, assessment: Assessment, verb: str) -> bool:
    """True when the person, or whom they act for at the authority, is of the department that files."""
    people = behind(user, assessment.fiscal_year.authority_id, verb)
    return any(is_preparer_or_head(person, assessment) for person in people)


def can_edit(user: User, assessment: Assessment) -> bool:
    """The department's own people, while the self-assessment is theirs to write."""
    return assessment.is_editable and is_preparer_or_head(user, assessment)


def has_prepared(user: User, assessment: Assessment, body: int, verb: str) -> bool:
    """True when the person, or whom they act for in this at the body, ever wrote in it or submitted it."""
    return _have_prepared(persons(user, body, verb), assessment)


def prepared_by(people: Iterable[int], assessments: Iterable[Assessment]) -> list[Assessment]:
    """Those of the self-assessments in which one of the people wrote, or which one of them submitted."""
    rows = list(assessments)
    events = AuditEvent.objects.filter(done_by(people, "actor"), verb__in=PREPARING)
    theirs = set(events.filter(assessment__in=rows).values_list("assessment_id", flat=True))
    return [row for row in rows if row.pk in theirs]


def _have_prepared(people: Iterable[int], assessment: Assessment) -> bool:
    return assessment.audit_events.filter(done_by(people, "actor"), verb__in=PREPARING).exists()


def is_last_editor(user: User, assessment: Assessment) -> bool:
    """True when the latest change of the self-assessment is the person's."""
    return _edited_last_by({user.pk}, assessment)


def _edited_last(user: User, assessment: Assessment) -> bool:
    return _edited_last_by(persons(user, assessment.department_id, "sign"), assessment)


def _edited_last_by(people: set[int], assessment: Assessment) -> bool:
    last = assessment.audit_events.filter(verb__in=("edit", "import")).order_by("-pk").first()
    return last is not None and not people.isdisjoint({last.actor_id, last.acting_for_id})

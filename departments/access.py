"""Who may see and do what. Nothing else reads roles.

An invisible thing is answered 404, a visible but forbidden verb 403. Roles are read once per request.
"""

from collections.abc import Iterable

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from . import recommendations
from .models import Assessment, Department, Membership, Submission, User

Role = Membership.Role
OWN = (Role.PREPARER, Role.HEAD)
REVIEWING = (Role.REVIEWER, Role.MANAGER)


def memberships(user: User) -> list[Membership]:
    """The roles in force today; kept on the user object, which lives for one request."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_memberships_in_force"):
        in_force = Q(ends__isnull=True) | Q(ends__gte=timezone.localdate())
        user._memberships_in_force = list(  # type: ignore[attr-defined]
            Membership.objects.filter(in_force, user=user).select_related("department")
        )
    return user._memberships_in_force  # type: ignore[attr-defined, no-any-return]


def departments_as(user: User, *roles: str) -> list[Department]:
    """The departments in which the person has one of the roles."""
    return [m.department for m in memberships(user) if m.role in roles]


def has_role(user: User, department: Department | None, *roles: str) -> bool:
    """True when the person has one of the roles in exactly this department."""
    return any(m.department == department and m.role in roles for m in memberships(user))


def _own(user: User, prefix: str = "") -> Q:
    return Q(**{f"{prefix}department__in": departments_as(user, *OWN)})


def _below(bodies: Iterable[Department], prefix: str = "") -> Q:
    """The departments strictly below the bodies in the tree."""
    condition = Q(pk__in=[])
    for body in bodies:
        below = Q(**{f"{prefix}department__path__startswith": body.path})
        condition |= below & ~Q(**{f"{prefix}department": body.pk})
    return condition


def entry_assessments(user: User) -> QuerySet[Assessment]:
    """The self-assessments the person's own department files: preparer and head."""
    return _with_places(Assessment.objects.filter(_own(user)))


def visible_assessments(user: User) -> QuerySet[Assessment]:
    """Own ones in every state; to reviewers and managers those that have left the draft state."""
    reviewed = _below(departments_as(user, *REVIEWING)) & ~Q(status=Assessment.Status.DRAFT)
    return _with_places(Assessment.objects.filter(_own(user) | reviewed))


def tracked_assessments(user: User) -> QuerySet[Assessment]:
    """What a manager sees the progress of: every department of the authority, drafts too (no content)."""
    return _with_places(Assessment.objects.filter(_below(departments_as(user, Role.MANAGER))))


def visible_submissions(user: User) -> QuerySet[Submission]:
    """Frozen submissions of the visible self-assessments."""
    reviewed = _below(departments_as(user, *REVIEWING), "assessment__")
    reviewed &= ~Q(assessment__status=Assessment.Status.DRAFT)
    return Submission.objects.filter(_own(user, "assessment__") | reviewed).select_related(
        "assessment__department", "assessment__fiscal_year__authority", "assessment__stage", "outline"
    )


def review_queue(user: User) -> QuerySet[Assessment]:
    """Submitted self-assessments whose turn is at a body where the person signs, reviews or manages."""
    heads, reviewing, managing = (departments_as(user, role) for role in (Role.HEAD, *REVIEWING))
    done = recommendations.of_the_stage()
    to_review = Q(stage__in=reviewing) & _below(reviewing) & Q(~Exists(done))
    to_decide = Q(stage__in=managing) & _below(managing) & Q(~Exists(done.filter(reviewer=user)))
    mine = (Q(stage__in=heads) & Q(department__in=heads)) | to_review | to_decide
    return _with_places(Assessment.objects.filter(mine, status=Assessment.Status.SUBMITTED))


def _with_places(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return assessments.select_related(
        "department", "stage", "fiscal_year__authority", "fiscal_year__scheme",
        "fiscal_year__project_scheme", "fiscal_year__outline",
    )  # fmt: skip


def is_preparer(user: User, assessment: Assessment) -> bool:
    """填报人 of the department."""
    return has_role(user, assessment.department, Role.PREPARER)


def is_preparer_or_head(user: User, assessment: Assessment) -> bool:
    """填报人 or 负责人 of the department."""
    return has_role(user, assessment.department, *OWN)


def is_head_at_stage(user: User, assessment: Assessment) -> bool:
    """负责人 whose signature is awaited; whoever edited last does not sign."""
    return (
        assessment.stage_id == assessment.department_id
        and has_role(user, assessment.department, Role.HEAD)
        and not is_last_editor(user, assessment)
    )


def is_reviewer_at_stage(user: User, assessment: Assessment) -> bool:
    """审核人 of the body whose turn it is. Nobody reviews what they prepared."""
    return (
        assessment.stage_id != assessment.department_id
        and has_role(user, assessment.stage, Role.REVIEWER)
        and not has_prepared(user, assessment)
    )


def is_manager_at_stage(user: User, assessment: Assessment) -> bool:
    """财政管理员 of the authority whose turn it is."""
    return has_role(user, assessment.stage, Role.MANAGER) and not has_prepared(user, assessment)


def is_manager(user: User, assessment: Assessment) -> bool:
    """财政管理员 of the authority of the self-assessment's year."""
    return has_role(user, assessment.fiscal_year.authority, Role.MANAGER)


def may_return(user: User, assessment: Assessment) -> bool:
    """Whoever's turn it is may return."""
    whose = (is_head_at_stage, is_reviewer_at_stage, is_manager_at_stage)
    return any(is_theirs(user, assessment) for is_theirs in whose)


def may_recommend(user: User, assessment: Assessment) -> bool:
    """审核人, once, where the approval is somebody else's: below the authority, or in a year of two steps."""
    if _approves_alone(assessment) or not is_reviewer_at_stage(user, assessment):
        return False
    return not recommendations.of(assessment).filter(body=assessment.stage_id).exists()


def may_approve(user: User, assessment: Assessment) -> bool:
    """财政管理员, in a year of two steps after 建议通过; in a year of one step also the authority's 审核人.

    Recommender ≠ approver, whichever body the recommendation was for.
    """
    if assessment.stage_id != assessment.fiscal_year.authority_id:
        return False
    reviews = list(recommendations.of(assessment).values_list("reviewer_id", "body_id"))
    if user.pk in (reviewer for reviewer, _ in reviews):
        return False
    if _approves_alone(assessment):
        return is_reviewer_at_stage(user, assessment) or is_manager_at_stage(user, assessment)
    return assessment.stage_id in {body for _, body in reviews} and is_manager_at_stage(user, assessment)


def _approves_alone(assessment: Assessment) -> bool:
    return assessment.stage_id == assessment.fiscal_year.authority_id and not assessment.fiscal_year.two_step


def may_publish(user: User, assessment: Assessment) -> bool:
    """财政管理员 other than the one who approved."""
    return is_manager(user, assessment) and assessment.approved_by_id != user.pk


def may_waive(user: User, assessment: Assessment) -> bool:
    """财政管理员 of the authority; not for the department they file for."""
    is_own = is_preparer_or_head(user, assessment) or has_prepared(user, assessment)
    return is_manager(user, assessment) and not is_own


def can_edit(user: User, assessment: Assessment) -> bool:
    """The department's own people, while the self-assessment is theirs to write."""
    return assessment.is_editable and is_preparer_or_head(user, assessment)


def has_prepared(user: User, assessment: Assessment) -> bool:
    """True when the person ever wrote in this self-assessment or submitted it."""
    return assessment.audit_events.filter(actor=user, verb__in=("edit", "submit", "import")).exists()


def is_last_editor(user: User, assessment: Assessment) -> bool:
    """True when the latest change of the self-assessment is the person's."""
    last = assessment.audit_events.filter(verb__in=("edit", "import")).order_by("-pk").first()
    return last is not None and last.actor_id == user.pk


def can_set_up(user: User) -> bool:
    """财政管理员: departments, people, fiscal years, schemes and outlines of the authority."""
    return bool(user.is_active and user.is_superuser) or bool(departments_as(user, Role.MANAGER))


def role_names(user: User) -> list[str]:
    """“东西湖区商务局 填报人”, for the head of the page."""
    return [str(m) for m in memberships(user)]

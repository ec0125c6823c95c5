"""Which self-assessments and submissions a person sees; what is not among them is answered 404."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from departments import recommendations
from departments.models import Assessment, Department, DualDuty, Submission, User

from .acting import done_by
from .assigned import assigned, not_assigned
from .roles import OWN, Role, departments_as, memberships


def _own(user: User, prefix: str = "") -> Q:
    return Q(**{f"{prefix}department__in": departments_as(user, *OWN)})


def below(bodies: Iterable[Department], prefix: str = "") -> Q:
    """The departments strictly below the bodies in the tree.

    Below the only root are all others: nothing is asked of their places, which a list would have to look up
    for every row it counts.
    """
    condition = Q(pk__in=[])
    for body in bodies:
        others = ~Q(**{f"{prefix}department": body.pk})
        inside = Q() if body.is_only_root else Q(**{f"{prefix}department__path__startswith": body.path})
        condition |= inside & others
    return condition


def reviewing(user: User, prefix: str = "") -> Q:
    """What the person reviews or manages, in whatever state."""
    condition = below(departments_as(user, Role.MANAGER), prefix) | assigned(user, prefix)
    for body in departments_as(user, Role.REVIEWER):
        condition |= below([body], prefix) & not_assigned(body, prefix)
    return condition


def _reviewed(user: User, prefix: str = "") -> Q:
    """The same, once it has left its department."""
    return reviewing(user, prefix) & ~Q(**{f"{prefix}status": Assessment.Status.DRAFT})


def entry_assessments(user: User) -> QuerySet[Assessment]:
    """The self-assessments the person's own department files: preparer and head."""
    return _with_places(Assessment.objects.filter(_own(user)))


def visible_assessments(user: User) -> QuerySet[Assessment]:
    """Own ones in every state; to reviewers and managers those that have left the draft state."""
    return _with_places(Assessment.objects.filter(_own(user) | _reviewed(user)))


def tracked_assessments(user: User) -> QuerySet[Assessment]:
    """What a manager sees the progress of: every department of the authority, drafts too (no content)."""
    return _with_places(Assessment.objects.filter(below(departments_as(user, Role.MANAGER))))


def visible_submissions(user: User) -> QuerySet[Submission]:
    """Frozen submissions of the visible self-assessments."""
    at = "assessment__"
    return Submission.objects.filter(_own(user, at) | _reviewed(user, at)).select_related(
        "assessment__department", "assessment__fiscal_year__authority", "assessment__stage", "outline"
    )


def dossier_assessments(user: User) -> QuerySet[Assessment]:
    """Whose dossiers a manager or 审计管理员 may hand to an auditor: all below that left the draft state."""
    bodies = departments_as(user, Role.MANAGER, Role.AUDIT_ADMIN)
    return _with_places(Assessment.objects.filter(below(bodies)).exclude(status=Assessment.Status.DRAFT))


def batch_submissions(user: User) -> QuerySet[Submission]:
    """What a manager may take out in bulk: submissions of the departments of the authority."""
    managed = below(departments_as(user, Role.MANAGER), "assessment__")
    managed &= ~Q(assessment__status=Assessment.Status.DRAFT)
    return Submission.objects.filter(managed).select_related(
        "assessment__department", "assessment__fiscal_year", "outline"
    )


def review_queue(user: User) -> QuerySet[Assessment]:
    """Submitted self-assessments whose turn is at a body where the person signs, reviews or manages."""
    return _with_places(Assessment.objects.filter(_waits_for(user)))


def out_of_queue(user: User) -> QuerySet[Assessment]:
    """What the person sees besides the queue, all of which is in their sight."""
    return visible_assessments(user).exclude(_waits_for(user))


def _waits_for(user: User) -> Q:
    heads, managing = departments_as(user, Role.HEAD), departments_as(user, Role.MANAGER)
    done = recommendations.of_the_stage()
    waived = DualDuty.objects.filter(
        fiscal_year=OuterRef("fiscal_year"), department=OuterRef("stage"), step=DualDuty.Step.APPROVE
    )
    to_decide = (
        Q(stage__in=managing)
        & below(managing)
        & (Q(~Exists(done.filter(done_by(_managing_for(user), "reviewer")))) | Q(Exists(waived)))
    )
    mine = (Q(stage__in=heads) & Q(department__in=heads)) | _to_review(user) | to_decide
    return Q(status=Assessment.Status.SUBMITTED) & mine


def _managing_for(user: User) -> set[int]:
    """The person, and whom they deputize as 财政管理员."""
    return {user.pk, *(m.user_id for m in memberships(user) if m.role == Role.MANAGER)}


def _to_review(user: User) -> Q:
    """What an 审核人 has not yet recommended; the own 审核人 of a year of one step still approves it then."""
    is_open = Q(~Exists(recommendations.of_the_stage()))
    condition = Q(stage=F("fiscal_year__authority")) & assigned(user) & is_open
    for body in departments_as(user, Role.REVIEWER):
        theirs = below([body]) & not_assigned(body) | assigned(user)
        approves = Q(fiscal_year__authority=body.pk, fiscal_year__two_step=False)
        condition |= Q(stage=body.pk) & theirs & (is_open | approves)
    return condition


def _with_places(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return assessments.select_related(
        "department", "stage", "fiscal_year__authority", "fiscal_year__scheme",
        "fiscal_year__project_scheme", "fiscal_year__outline",
    )  # fmt: skip

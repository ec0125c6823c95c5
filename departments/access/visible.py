"""Which self-assessments and submissions a person sees; what is not among them is answered 404."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from departments import recommendations
from departments.models import Assessment, Department, DualDuty, Submission, User

from .roles import OWN, REVIEWING, Role, departments_as


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
    waived = DualDuty.objects.filter(
        fiscal_year=OuterRef("fiscal_year"), department=OuterRef("stage"), step=DualDuty.Step.APPROVE
    )
    to_review = Q(stage__in=reviewing) & _below(reviewing) & Q(~Exists(done))
    to_decide = (
        Q(stage__in=managing)
        & _below(managing)
        & (Q(~Exists(done.filter(reviewer=user))) | Q(Exists(waived)))
    )
    mine = (Q(stage__in=heads) & Q(department__in=heads)) | to_review | to_decide
    return _with_places(Assessment.objects.filter(mine, status=Assessment.Status.SUBMITTED))


def _with_places(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return assessments.select_related(
        "department", "stage", "fiscal_year__authority", "fiscal_year__scheme",
        "fiscal_year__project_scheme", "fiscal_year__outline",
    )  # fmt: skip

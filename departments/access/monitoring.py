"""绩效运行监控: who sees and who decides."""

from django.db.models import Q, QuerySet

from departments.models import Assessment, Membership, Monitoring, User

from .acting import done_by
from .roles import OWN, REVIEWING, Role, departments_as, has_role, memberships
from .visible import below, reviewing

WRITING = ("edit", "submit", "import", "monitoring_edit", "monitoring_submit")
"""Verbs of who prepared the figures."""


def visible_monitorings(user: User) -> QuerySet[Monitoring]:
    """Own ones in every state; to reviewers and managers above what was reported."""
    own = Monitoring.objects.filter(assessment__department__in=departments_as(user, *OWN))
    reported = Monitoring.objects.filter(reviewing(user, "assessment__"))
    return _with_places(own | reported.exclude(status=Monitoring.Status.DRAFT))


def tracked_monitorings(user: User) -> QuerySet[Monitoring]:
    """What a manager sees the progress of: every department of the authority, drafts too (no content)."""
    return _with_places(Monitoring.objects.filter(below(departments_as(user, Role.MANAGER), "assessment__")))


def followed_monitorings(user: User) -> QuerySet[Monitoring]:
    """Both in one: own ones, what was reported to the person, and for managers everybody's progress."""
    at = "assessment__"
    own = Q(assessment__department__in=departments_as(user, *OWN))
    reported = reviewing(user, at) & ~Q(status=Monitoring.Status.DRAFT)
    managed = below(departments_as(user, Role.MANAGER), at)
    return Monitoring.objects.filter(own | reported | managed)


def may_decide_monitoring(user: User, assessment: Assessment) -> bool:
    """Who reviews or manages it, for a body and not for a firm; nobody decides what they prepared."""
    held = [m for m in memberships(user) if _is_above(m, assessment)]
    behind = {user.pk, *(m.user_id for m in held)}
    if not held or has_role(user, assessment.department, *OWN):
        return False
    if assessment.audit_events.filter(done_by(behind, "actor"), verb__in=WRITING).exists():
        return False
    return Assessment.objects.filter(reviewing(user), pk=assessment.pk).exists()


def _is_above(held: Membership, assessment: Assessment) -> bool:
    body, own = held.department, assessment.department
    return held.role in REVIEWING and held.firm_id is None and body != own and own.path.startswith(body.path)


def _with_places(rows: QuerySet[Monitoring]) -> QuerySet[Monitoring]:
    return rows.select_related(
        "round__fiscal_year__authority", "assessment__department", "assessment__fiscal_year", "decided_by"
    )

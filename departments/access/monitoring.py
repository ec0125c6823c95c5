"""绩效运行监控: who sees and who decides."""

from django.db.models import QuerySet

from departments.models import Assessment, Monitoring, User

from .roles import OWN, Role, departments_as, has_role
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


def may_decide_monitoring(user: User, assessment: Assessment) -> bool:
    """Who reviews or manages it; nobody decides what they prepared."""
    if has_role(user, assessment.department, *OWN):
        return False
    wrote = assessment.audit_events.filter(actor=user, verb__in=WRITING)
    return Assessment.objects.filter(reviewing(user), pk=assessment.pk).exists() and not wrote.exists()


def _with_places(rows: QuerySet[Monitoring]) -> QuerySet[Monitoring]:
    return rows.select_related(
        "round__fiscal_year__authority", "assessment__department", "assessment__fiscal_year", "decided_by"
    )

"""下达监控: a round of a fiscal year, with a table for every department that has its task."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from departments import access, audit
from departments.models import FiscalYear, Monitoring, MonitoringRound, User

from . import telling

BEGUN = ~Q(status=Monitoring.Status.DRAFT) | Q(version__gt=1)
"""Tables in which somebody has written; the others go when the task is taken back."""


@transaction.atomic
def open_round(year: FiscalYear, *, months: int, opens: date, due: date, by: User) -> MonitoringRound:
    """下达监控: a round, and an empty form for every self-assessment of the year."""
    if not access.has_role(by, year.authority, access.Role.MANAGER):
        raise PermissionDenied
    made = MonitoringRound.objects.create(fiscal_year=year, months=months, opens=opens, due=due)
    number = add_missing(made)
    change = audit.change(made, "下达部门数", None, number)
    audit.record("monitoring_open", by=by, target=made, changes=[change], department=year.authority)
    return made


def add_missing(made: MonitoringRound) -> int:
    """A table for every department that was issued its task and has none yet; how many were added."""
    issued = made.fiscal_year.assessments.exclude(monitorings__round=made).order_by("pk")
    rows = [Monitoring(round=made, assessment=row) for row in issued.select_related("department")]
    telling.opened(Monitoring.objects.bulk_create(rows, batch_size=500))
    return len(rows)

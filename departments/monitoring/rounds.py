"""下达监控: a round of a fiscal year and its tables, its days changed, and the round taken back."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from departments import access, audit
from departments.gone import Gone
from departments.models import (
    FiscalYear,
    MonitoredBudget,
    MonitoredIndicator,
    Monitoring,
    MonitoringRound,
    User,
)
from departments.years.held import held

from . import telling

BEGUN = (
    ~Q(status=Monitoring.Status.DRAFT)
    | Q(version__gt=1)
    | Exists(MonitoredIndicator.objects.filter(monitoring=OuterRef("pk")))
    | Exists(MonitoredBudget.objects.filter(monitoring=OuterRef("pk")))
)
"""Tables in which somebody has written; the others go when the task is taken back."""


class HasData(Exception):
    """A round is not taken back: in these tables somebody has written."""

    def __init__(self, rows: Sequence[Monitoring]) -> None:
        self.rows = rows
        super().__init__(f"{len(rows)}个部门已经填写")


class Overtaken(Exception):
    """Somebody else changed the round after the page was made; `present` is how it stands now."""

    def __init__(self, present: MonitoringRound) -> None:
        self.present = present
        super().__init__(str(present))


@transaction.atomic
def open_round(year: FiscalYear, *, months: int, opens: date, due: date, by: User) -> MonitoringRound:
    """下达监控: a round, and an empty form for every self-assessment of the year. Raises Gone."""
    year = held(year)
    if not access.has_role(by, year.authority, access.Role.MANAGER):
        raise PermissionDenied
    made = MonitoringRound.objects.create(fiscal_year=year, months=months, opens=opens, due=due)
    number = add_missing(made)
    _record("monitoring_open", made, [audit.change(made, "下达部门数", None, number)], by=by)
    return made


def add_missing(made: MonitoringRound) -> int:
    """A table for every department that was issued its task and has none yet; how many were added."""
    issued = made.fiscal_year.assessments.exclude(monitorings__round=made).order_by("pk")
    rows = [Monitoring(round=made, assessment=row) for row in issued.select_related("department")]
    telling.opened(Monitoring.objects.bulk_create(rows, batch_size=500))
    return len(rows)


def begun(made: MonitoringRound) -> QuerySet[Monitoring]:
    """The tables of a round in which somebody has written."""
    rows = made.monitorings.filter(BEGUN).select_related("assessment__department", "round__fiscal_year")
    return rows.defer("frozen").order_by("assessment__department__code")


@transaction.atomic
def set_dates(
    made: MonitoringRound, *, opens: date, due: date, seen: tuple[date, date], reason: str, by: User
) -> bool:
    """Other days for everybody, for a reason; who has still to report is told. False where nothing changed.

    `seen` are the days that the page showed. Raises Overtaken, Gone, PermissionDenied.
    """
    locked = _own(made, by=by)
    days = (locked.opens, locked.due)
    if days != seen:
        raise Overtaken(locked)
    if days == (opens, due):
        return False
    locked.opens, locked.due = opens, due
    locked.save(update_fields=["opens", "due"])
    now = zip(("开始填报", "报送截止日期"), days, (opens, due), strict=True)
    changes = [audit.change(locked, label, old, new) for label, old, new in now if old != new]
    _record("monitoring_dates", locked, changes, reason=reason, by=by)
    telling.moved_dates(locked, reason=reason)
    return True


@transaction.atomic
def take_back(made: MonitoringRound, *, reason: str, by: User) -> int:
    """撤回监控: the round goes with its untouched tables; how many. Raises HasData, Gone."""
    locked = _own(made, by=by)
    list(locked.monitorings.select_for_update().values_list("pk", flat=True))
    if written := list(begun(locked)):
        raise HasData(written)
    telling.taken_back(locked, reason=reason)
    number = locked.monitorings.count()
    change = audit.change(locked, "下达部门数", number, None)
    _record("monitoring_recall", locked, [change], reason=reason, by=by)
    locked.monitorings.all().delete()
    locked.delete()
    return number


def _record(
    verb: str, made: MonitoringRound, changes: list[audit.Change], *, by: User, reason: str = ""
) -> None:
    authority = made.fiscal_year.authority
    audit.record(verb, by=by, target=made, changes=changes, reason=reason, department=authority)


def _own(made: MonitoringRound, *, by: User) -> MonitoringRound:
    """The row, locked. Raises Gone, and PermissionDenied for who does not manage it."""
    rows = MonitoringRound.objects.select_for_update(of=("self",)).select_related("fiscal_year__authority")
    if (locked := rows.filter(pk=made.pk).first()) is None:
        raise Gone
    if not access.has_role(by, locked.fiscal_year.authority, access.Role.MANAGER):
        raise PermissionDenied
    return locked

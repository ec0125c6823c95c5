"""下达 and 撤回下达: the self-assessments of a year made, and the empty ones taken back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from departments import audit, notices
from departments.models import Assessment, Department, FiscalYear, Monitoring, User
from departments.monitoring import rounds

from .asked import who_files
from .held import held

BATCH = 500
_LEAVES_NO_TRACE = frozenset({"presence", "notice", "assignment", "monitoring"})
"""Tables whose rows are no data of the self-assessment."""


@dataclass(frozen=True)
class Issued:
    """How many self-assessments 下达 made, and how many there were."""

    created: int
    present: int


@transaction.atomic
def issue(year: FiscalYear, departments: Collection[int] | None = None, *, by: User) -> Issued:
    """下达 to these departments (primary keys), by default to all that file; who has one keeps it.

    Raises Gone.
    """
    held(year)
    below = list(_wanted(year, departments))
    present = set(Assessment.objects.filter(fiscal_year=year).values_list("department_id", flat=True))
    missing = [Assessment.of(department, year) for department in below if department.pk not in present]
    notices.issued(Assessment.objects.bulk_create(missing, batch_size=BATCH))
    for opened in year.rounds.all() if missing else ():
        rounds.add_missing(opened)
    if missing:
        changes = [audit.change(row.department_name, "自评", None, "未送审") for row in missing]
        audit.record("issue", by=by, target=year, changes=changes, department=year.authority)
    return Issued(created=len(missing), present=len(below) - len(missing))


def _wanted(year: FiscalYear, departments: Collection[int] | None) -> Iterable[Department]:
    filing = who_files(year.authority)
    if departments is None:
        return filing
    wanted = set(departments)
    return [row for row in filing if row.pk in wanted]


def with_data(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those in which somebody has written, uploaded or done anything."""
    written = Q(version__gt=1) | ~Q(status=Assessment.Status.DRAFT)
    written |= ~Q(contact="", phone="", note="") | Q(filled_on__isnull=False)
    written |= Q(Exists(Monitoring.objects.filter(rounds.BEGUN, assessment=OuterRef("pk"))))
    for relation in Assessment._meta.related_objects:
        model = relation.related_model
        if model._meta.model_name not in _LEAVES_NO_TRACE:
            written |= Q(Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return rows.filter(written)


@dataclass(frozen=True)
class Recalled:
    """How many 撤回下达 took back, and those it left because there is data in them."""

    taken: int
    refused: list[Assessment]


@transaction.atomic
def recall(year: FiscalYear, departments: Collection[int], *, by: User, reason: str) -> Recalled:
    """撤回下达: the empty self-assessments of these departments go; the others are listed and stay."""
    rows = Assessment.objects.filter(fiscal_year=year, department__in=departments)
    tables = Monitoring.objects.select_for_update(of=("self",)).filter(assessment__in=rows)
    list(tables.order_by("pk").values_list("pk", flat=True))  # before the row above, as who writes in one
    locked = list(rows.select_for_update(of=("self",)).select_related("department", "fiscal_year"))
    kept = set(with_data(rows).values_list("pk", flat=True))
    gone = [row for row in locked if row.pk not in kept]
    changes = [audit.change(row, "自评", "未送审", None) for row in gone]
    for start in range(0, len(gone), BATCH):
        some = [row.pk for row in gone[start : start + BATCH]]
        Monitoring.objects.filter(assessment__in=some).delete()  # untouched, or the row would have data
        Assessment.objects.filter(pk__in=some).delete()
    if gone:
        audit.record("recall", by=by, target=year, changes=changes, reason=reason, department=year.authority)
    return Recalled(len(gone), [row for row in locked if row.pk in kept])

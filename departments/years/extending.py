"""延期: one department or many may submit longer, for a stated reason."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from departments import audit, notices
from departments.models import Department, Extension, FiscalYear, User

from .asked import everybody
from .held import held


@transaction.atomic
def extend(
    year: FiscalYear, departments: Collection[int], *, closes: date, reason: str, by: User
) -> list[Department]:
    """Each of them may submit up to that day; an earlier extension is replaced. Answers whose it was.

    Raises Gone.
    """
    year = held(year)
    rows = list(everybody(year).filter(pk__in=departments))
    kept = dict(Extension.objects.filter(fiscal_year=year).values_list("department", "closes"))
    given = {"fiscal_year": year, "closes": closes, "reason": reason, "granted_by": by}
    Extension.objects.bulk_create(
        [Extension(department=row, **given) for row in rows],
        update_conflicts=True,
        unique_fields=["fiscal_year", "department"],
        update_fields=["closes", "reason", "granted_by"],
        batch_size=500,
    )
    changes = [audit.change(row, "延期至", kept.get(row.pk), closes) for row in rows]
    if rows:
        audit.record("extend", by=by, target=year, changes=changes, reason=reason, department=year.authority)
        notices.extended(year, [row.pk for row in rows], closes=closes, reason=reason)
    return rows

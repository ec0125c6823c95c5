"""金额构成: the submissions behind the money and the scores of a total, and their sum."""

from django.db.models import Count, QuerySet, Sum

from departments.models import Assessment

from .figures import Figures
from .measures import sent

AMOUNTS = {
    "name": "department_name", "budget": "filed__budget", "spent": "filed__spent",
    "rate": "filed__execution_rate", "total": "filed__total",
}  # fmt: skip
"""Word in the address → the column the list is ordered by."""
SHOWN = ("status", "department_name", "department_kind", "filed")
"""Columns of a row; `filed` has the figures."""


def filed(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Each that has filed, with the columns the list shows."""
    return sent(rows).select_related(None).select_related("filed").only(*SHOWN)


def added(found: QuerySet[Assessment]) -> Figures:
    """The sum of all rows of the list, also of those on other pages."""
    sums = {"money": Sum("filed__budget"), "out": Sum("filed__spent"), "marks": Sum("filed__total")}
    row = found.order_by().aggregate(number=Count("pk"), **sums)
    if not row["number"]:
        return Figures()
    return Figures(scored=row["number"], budget=row["money"], spent=row["out"], marks=row["marks"])

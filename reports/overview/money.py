"""金额构成: the submissions behind the money and the scores of a total, and their sum."""

from django.db.models import Count, QuerySet, Sum

from departments.models import Assessment, Submission

from .figures import Figures
from .measures import latest_submissions

AMOUNTS = {
    "name": "assessment__department_name", "budget": "budget", "spent": "spent",
    "rate": "execution_rate", "total": "total",
}  # fmt: skip
"""Word in the address → the column the list is ordered by."""


def filed(rows: QuerySet[Assessment]) -> QuerySet[Submission]:
    """The latest submission of each that has filed, with the columns the list shows."""
    shown = ("total", "grade", "execution_rate", "budget", "spent", "assessment__status")
    found = latest_submissions(rows).select_related("assessment__fiscal_year")
    places = ("assessment__department_name", "assessment__department_kind", "assessment__fiscal_year__year")
    return found.only(*shown, *places)


def added(found: QuerySet[Submission]) -> Figures:
    """The sum of all rows of the list, also of those on other pages."""
    columns = {"number": Count("pk"), "money": Sum("budget"), "out": Sum("spent"), "marks": Sum("total")}
    sums = found.order_by().aggregate(**columns)
    if not sums["number"]:
        return Figures()
    return Figures({}, sums["number"], sums["money"], sums["out"], sums["marks"])

"""Where a row stands among its own: new ones come last or below another, and each may be moved."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Model, QuerySet

from . import audit
from .audit import Change
from .models import Assessment

FIRST = "0"
"""In the place of the row above: a new row comes before all others."""


def siblings(row: Any) -> QuerySet[Any]:
    """The rows among which this one is ordered."""
    rows: QuerySet[Any] = type(row)._default_manager.all()
    if hasattr(row, "assessment_id"):
        return rows.filter(assessment=row.assessment)
    return rows.filter(goal=row.goal)


def place(row: Any, assessment: Assessment, after: str = "") -> None:
    """A new row belongs to the assessment and comes last, or below the row `after`, or `FIRST`."""
    if hasattr(row, "assessment_id"):
        row.assessment = assessment
    if not hasattr(row, "order"):
        return
    others = list(siblings(row)) if after else []
    numbers = {FIRST: 0} | {str(other.pk): number for number, other in enumerate(others, 1)}
    above = numbers.get(after)
    if above is None:
        row.order = (siblings(row).aggregate(last=Max("order"))["last"] or 0) + 1
        return
    row.order = above
    _number([*others[:above], row, *others[above:]])


def place_project(row: Any, assessment: Assessment) -> list[Change]:
    """The project that a row names and that is not there yet comes with the row, last of all."""
    project = getattr(row, "project", None)
    if project is None or not (project.pk is None or row.project_id is None):
        return []
    is_new = project.pk is None
    if is_new:
        place(project, assessment)
        project.save()
    row.project = project
    return [audit.change(project, "项目名称", None, project.name)] if is_new else []


def move(row: Any, by: int) -> list[Change]:
    """Up (-1) or down (+1) among its own; at the end nothing happens."""
    rows = list(siblings(row))
    old = rows.index(row)
    new = max(0, min(len(rows) - 1, old + by))
    if new == old:
        return []
    rows.insert(new, rows.pop(old))
    _number(rows)
    return [audit.change(row, "顺序", old + 1, new + 1)]


def _number(rows: Sequence[Model]) -> None:
    """0, 1, 2 …; only what changes is written."""
    for number, row in enumerate(rows):
        if row.order != number:  # type: ignore[attr-defined]
            row.order = number  # type: ignore[attr-defined]
            if row.pk:
                type(row)._default_manager.filter(pk=row.pk).update(order=number)

"""What an import replaces: noted for the audit record, and explanations carried over to the new rows."""

from collections.abc import Mapping
from typing import Any

from . import audit, proving, queries
from .audit import Change
from .models import Assessment, BudgetLine, Goal, Indicator, Project, Section
from .removing import values_of

MOST_ROWS, LONGEST = 300, 500
"""Rows whose old values one event keeps, and the characters of each."""
KINDS = (Project, BudgetLine, Goal, Indicator, Section)
_POINTS: dict[type, tuple[str, ...]] = {BudgetLine: ("project",), Goal: ("project",), Indicator: ("goal",)}


def rows_of(assessment: Assessment) -> list[Any]:
    """Every row that an import replaces; none of one that is not kept yet."""
    if not assessment.pk:
        return []
    return [
        row
        for kind in KINDS
        for row in kind._default_manager.filter(**{_owner(kind): assessment}).select_related(
            *_POINTS.get(kind, ())
        )
    ]


def _owner(kind: type) -> str:
    return "goal__assessment" if kind is Indicator else "assessment"


def replaced(before: list[Any], after: list[Any]) -> list[Change]:
    """How many rows of each kind there were and are, then the old rows with their values."""
    changes = [
        audit.change(
            kind._meta.verbose_name, "行数", *(sum(type(x) is kind for x in y) for y in (before, after))
        )
        for kind in KINDS
    ]
    for row in before[:MOST_ROWS]:
        changes.append({"row": str(row)[:LONGEST], "field": "整行", "old": _clipped(row), "new": None})
    if left := len(before) - MOST_ROWS:
        changes += [audit.change("其余各行", "整行", f"另有{left}行", None)] if left > 0 else []
    return changes


def _clipped(row: Any) -> str:
    values = values_of(row)
    return values if len(values) <= LONGEST else f"{values[: LONGEST - 1]}…"


def paths(assessment: Assessment) -> dict[str, str]:
    """Path of a row in the assessment file → its key."""
    if not assessment.pk:
        return {}
    facts = queries.facts_for(assessment)
    known = {line.key: f"budget[{i}]" for i, line in enumerate(facts.budget)}
    known |= {goal.key: f"goals[{i}]" for i, goal in enumerate(facts.goals)}
    return {path: key for key, path in (known | proving.paths_of(facts)).items()}


def carry_explanations(assessment: Assessment, before: Mapping[str, str]) -> None:
    """An explanation goes over to the row in the same place; its figures decide whether it holds."""
    after = paths(assessment)
    moved = {key: after[path] for path, key in before.items() if path in after}
    for row in assessment.explanations.filter(key__in=moved):
        row.key = moved[row.key]
        row.ident = queries.known_as(row.check_name, row.key, row.place, row.found, row.expected)
        row.save(update_fields=["key", "ident"])

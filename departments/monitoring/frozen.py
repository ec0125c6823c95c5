"""What a monitoring freezes when it is reported, as plain data, and how it is read again."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .rows import BudgetRow, IndicatorRow, Rows

_MONEY = ("initial", "adjusted", "spent", "expected")


def with_amounts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen data with its amounts as figures again; blank stays blank."""
    budgets = [{**row, **{x: Decimal(row[x]) if row[x] else None for x in _MONEY}} for row in data["budgets"]]
    return {**data, "budgets": budgets}


def frozen_rows(rows: Rows) -> dict[str, Any]:
    """Plain data of what is reported: texts as they were printed, figures as strings."""
    return {
        "indicators": [_frozen_indicator(row) for row in rows.indicators],
        "budgets": [_frozen_budget(row) for row in rows.budgets],
        "limits": list(rows.limits.words) if rows.limits else [],
    }


def _frozen_indicator(row: IndicatorRow) -> dict[str, Any]:
    facts, entry = row.facts, row.entry
    return {
        "project": row.project, "level1": facts.level1, "level2": facts.level2, "name": facts.name,
        "unit": facts.unit, "target": str(facts.effective_target or ""),
        "value": str(entry.value_measure or ""),
        "expected": str(entry.expected_measure or ""), "completion": _text(row.completion),
        "likelihood": entry.get_likelihood_display(), "cause": entry.get_cause_display(),
        "explanation": entry.explanation, "light": row.light or "",
    }  # fmt: skip


def _frozen_budget(row: BudgetRow) -> dict[str, Any]:
    return {
        "name": row.name, "initial": _text(row.budget.initial), "adjusted": _text(row.budget.adjusted),
        "spent": _text(row.entry.spent), "rate": _text(row.rate), "expected": _text(row.entry.expected),
        "explanation": row.entry.explanation, "light": row.light or "",
    }  # fmt: skip


def _text(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")

"""The rows of a monitoring with their forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from departments.forms.monitoring import BudgetRowForm, IndicatorRowForm
from departments.monitoring.rows import BudgetRow, IndicatorRow, Rows


def row_forms(
    rows: Rows, data: Any = None
) -> tuple[list[tuple[IndicatorRow, IndicatorRowForm]], list[tuple[BudgetRow, BudgetRowForm]]]:
    """Each row with its form."""
    indicators = [
        (row, IndicatorRowForm(data, instance=row.entry, prefix=f"indicator-{row.entry.indicator_id}"))
        for row in rows.indicators
    ]
    budgets = [
        (row, BudgetRowForm(data, instance=row.entry, prefix=f"budget-{row.entry.project_id or 0}"))
        for row in rows.budgets
    ]
    return indicators, budgets


def all_forms(*groups: Sequence[tuple[Any, Any]]) -> list[forms.ModelForm[Any]]:
    """The forms of all rows."""
    return [form for group in groups for _, form in group]


def merged(rows: Rows, data: QueryDict) -> tuple[Any, Any]:
    """The forms after somebody else wrote: what was typed stays, everything else is as it is now.

    Where a typed value differs from the present one, the cell shows both.
    """
    now, put = data.copy(), all_forms(*row_forms(rows))
    for typed, present in zip(all_forms(*row_forms(rows, data)), put, strict=True):
        for name, item in present.fields.items():
            value = item.prepare_value(present.initial.get(name))
            now[present.add_initial_prefix(name)] = "" if value is None else str(value)
            if name not in typed.changed_data:
                now[present.add_prefix(name)] = "" if value is None else str(value)
    groups = row_forms(rows, now)
    for form in all_forms(*groups):
        for name in form.changed_data:
            form.fields[name].present = now[form.add_initial_prefix(name)] or "空白"  # type: ignore[attr-defined]
    return groups

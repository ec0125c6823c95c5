"""The rows of a monitoring with their forms."""

from collections.abc import Sequence
from typing import Any

from django import forms

from departments.forms.monitoring import BudgetRowForm, IndicatorRowForm
from departments.monitoring.rows import BudgetRow, IndicatorRow, Rows


def row_forms(
    rows: Rows, data: Any = None, *, disabled: bool = False
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
    for form in all_forms(indicators, budgets) if disabled else ():
        for item in form.fields.values():
            item.disabled = True
    return indicators, budgets


def all_forms(*groups: Sequence[tuple[Any, Any]]) -> list[forms.ModelForm[Any]]:
    """The forms of all rows."""
    return [form for group in groups for _, form in group]

"""预算执行: budget lines in yuan, with their totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from departments import earlier
from departments.scoring.execution import BASIC, execution_percent
from departments.scoring.facts import CATEGORIES, BudgetFacts, BudgetLineFacts

from .entry import EntryView
from .kinds import BUDGET_LINES
from .panel import Panel
from .rows import Row


@dataclass(frozen=True)
class BudgetTotal:
    """One line of the totals."""

    label: str
    budget: BudgetFacts
    is_sum: bool = False

    @property
    def rate(self) -> Decimal | None:
        """执行率 in per cent; None without a budget."""
        return execution_percent(self.budget) if self.budget.adjusted > 0 else None


@dataclass(frozen=True)
class LineResult:
    """What follows from one line."""

    line: BudgetLineFacts

    @property
    def adjusted(self) -> Decimal | None:
        """None where neither 年初预算数 nor 调整数 is filled in: blank is not 0."""
        is_blank = self.line.initial is None and self.line.adjustment is None
        return None if is_blank else self.line.adjusted

    @property
    def rate(self) -> Decimal | None:
        return BudgetTotal("", BudgetFacts((self.line,))).rate


TOTALS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("基本支出", BASIC, True),
    ("　人员经费", ("personnel",), False),
    ("　公用经费", ("operating",), False),
    ("项目支出", ("project",), True),
    ("部门整体支出", tuple(CATEGORIES), True),
)
"""Label, categories, whether the line is a sum of others."""


def totals(budget: BudgetFacts) -> list[BudgetTotal]:
    """By category, then the whole."""
    return [BudgetTotal(label, budget.only(*categories), is_sum) for label, categories, is_sum in TOTALS]


class BudgetEntry(EntryView):
    section = "budget"
    kinds = (BUDGET_LINES,)
    template_name = "departments/budget_line/budget_line_form.html"
    answer_name = "departments/budget_line/budget_line_answer.html"

    def results(self, panel: Panel) -> dict[str, Any]:
        return {line.key: LineResult(line) for line in panel.facts.budget}

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        context: dict[str, Any] = {"totals": totals(panel.facts.budget_of(None))}
        if not self.request.htmx:  # type: ignore[attr-defined]
            sourced = [x.form.instance.sourced for x in rows if hasattr(x.form.instance, "sourced")]
            context |= {"sourced": sourced, "waiting": sum(bool(x.offered or x.is_gone) for x in sourced)}
            context["histories"] = earlier.histories(panel.facts, earlier.filed_before(self.assessment))
        return context

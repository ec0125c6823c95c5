"""项目支出明细."""

from collections.abc import Iterator, Sequence

from departments.scoring.execution import spent_of_adjusted
from departments.scoring.facts import AssessmentFacts, BudgetFacts
from departments.scoring.scorecard import Scorecard

from ..amounts import percent, yuan
from ..grid import Cell, Column, Row, Table, head

TOTAL = "合计"
COLUMNS = (Column(22, "left"), Column(16, "right"), Column(16, "right"), Column(14), Column(32, "left"))


def projects(facts: AssessmentFacts, cards: Sequence[Scorecard], filled_on: str) -> Iterator[Table]:
    """One row per project and the sum of project spending, in yuan."""
    if not facts.projects:
        return
    rows = [_row(x.name, facts.budget_of(x.name), x.purpose) for x in facts.projects]
    _, *sums = _row(TOTAL, facts.budget_of(None).only("project"), "")
    total = (Cell(TOTAL, align="center", closes=True), *sums)
    titles = head("项目名称", "预算数（元）", "执行数（元）", "完成预算率", "主要用途")
    yield Table("projects", "项目支出明细表", COLUMNS, head=(titles,), rows=(*rows, total))


def _row(name: str, budget: BudgetFacts, purpose: str) -> Row:
    rate = spent_of_adjusted(budget).percent
    return (
        Cell(name),
        Cell.of(yuan(budget.adjusted)),
        Cell.of(yuan(budget.spent)),
        Cell.of(percent(rate) if rate is not None else None),
        Cell(purpose),
    )

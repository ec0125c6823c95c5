"""预算执行情况, the small table of the narrative."""

from collections.abc import Iterator, Sequence

from departments.scoring.execution import BASIC
from departments.scoring.facts import AssessmentFacts
from departments.scoring.rounding import plain
from departments.scoring.scorecard import Scorecard

from ..amounts import percent, points, ten_thousands
from ..grid import Cell, Column, Row, Table, head

COLUMNS = (Column(18), Column(21), Column(14), Column(14), Column(13), Column(20))
NO_BUDGET = "—"


def execution(facts: AssessmentFacts, cards: Sequence[Scorecard], filled_on: str) -> Iterator[Table]:
    """基本支出总额 and 项目支出总额, then 预算数, 执行数, 执行率 and 得分 of everything."""
    yield Table("execution", "预算执行情况", COLUMNS, head=(), rows=execution_rows(facts, cards[0]))


def execution_rows(facts: AssessmentFacts, card: Scorecard) -> tuple[Row, ...]:
    """The three rows that the narrative and the form share."""
    budget = facts.budget_of(None)
    spending = (
        Cell("基本支出总额", head=True),
        Cell.of(ten_thousands(budget.only(*BASIC).spent, suffix="万元")),
        Cell("项目支出总额", columns=2, head=True),
        Cell.of(ten_thousands(budget.only("project").spent, suffix="万元"), columns=2),
    )
    rate = percent(card.execution_rate, suffix="")
    total = (
        Cell("部门整体支出总额", head=True),
        Cell.of(ten_thousands(budget.adjusted), align="center"),
        Cell.of(ten_thousands(budget.spent)),
        Cell.of(rate) if budget.adjusted > 0 else Cell(NO_BUDGET),
        Cell.of(points(card.execution_score)),
    )
    return spending, execution_titles(plain(facts.scheme.execution_weight)), total


def execution_titles(weight: str) -> Row:
    """预算执行情况 over two rows, and the titles of the figures beside it."""
    titles = head("", "预算数\n（A）", "执行数\n（B）", "执行率\n（B/A）", f"得分\n（{weight}分*执行率）")
    return Cell(f"预算执行情况\n（万元）\n（{weight}分）", rows=2, head=True), *titles

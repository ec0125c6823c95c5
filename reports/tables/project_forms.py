"""项目支出绩效自评表: one form for each project that has goals of its own."""

from collections.abc import Iterator, Sequence

from departments.scoring.execution import spent_of_adjusted
from departments.scoring.facts import SOURCES, AssessmentFacts, BudgetFacts
from departments.scoring.rounding import plain
from departments.scoring.schemes import Scheme
from departments.scoring.scorecard import Scorecard

from ..amounts import percent, points, ten_thousands
from ..grid import Cell, Column, Row, Table, head
from ..titles import width
from . import indicators
from .execution import execution_titles
from .form import COLUMNS, HALF_PAGE, NOTES, UNDATED, closing_rows, goal_rows

NATIONAL = tuple(
    Column(width, align)
    for width, align in (
        (11, "center"), (12, "center"), (17, "left"), (12, "center"), (12, "center"), (9, "center"),
        (11, "center"), (16, "left"),
    )
)  # fmt: skip
MONEY_TITLES = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
TITLES = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
SOURCE_TITLES = {"appropriation": "其中：当年财政拨款", "carryover": "上年结转资金", "other": "其他资金"}
NOT_SCORED = "—"


def project_forms(facts: AssessmentFacts, cards: Sequence[Scorecard], filled_on: str) -> Iterator[Table]:
    """The scheme says which form its projects fill."""
    scheme = facts.project_scheme or facts.scheme
    shape = _hubei if scheme.form == "hubei" else _national
    for card in cards:
        if card.project is not None:
            yield shape(facts, scheme, card, filled_on)


def _hubei(facts: AssessmentFacts, scheme: Scheme, card: Scorecard, filled_on: str) -> Table:
    rows = (
        *_project_rows(facts, card, value_columns=2),
        *_total_money(facts.budget_of(card.project), scheme, card),
        *goal_rows(facts, card, card.project),
        *closing_rows(facts, card, card.project),
    )
    return Table(
        name="project_form",
        title=f"{facts.year}年度{card.project}项目自评表",
        subject=card.project or "",
        columns=COLUMNS,
        head=(),
        rows=rows,
        above=(f"单位名称：{facts.department_name}", f"填报日期：{filled_on or UNDATED}"),
        notes=("备注：", *NOTES),
    )


def _total_money(budget: BudgetFacts, scheme: Scheme, card: Scorecard) -> Iterator[Row]:
    yield execution_titles(plain(scheme.execution_weight))
    yield (
        Cell("年度财政资金总额", head=True),
        Cell.of(ten_thousands(budget.adjusted), align="center"),
        Cell.of(ten_thousands(budget.spent)),
        Cell.of(percent(card.execution_rate, suffix="")),
        Cell.of(points(card.execution_score)),
    )


def _national(facts: AssessmentFacts, scheme: Scheme, card: Scorecard, filled_on: str) -> Table:
    rows = (
        *_project_rows(facts, card, value_columns=3),
        *_money_rows(facts.budget_of(card.project), scheme, card),
        *_overall_goal(facts, card),
        head(*TITLES, begins=True),
        *_indicator_rows(facts, card),
        _total(card),
    )
    return Table(
        name="national",
        title=f"{facts.year}年度{card.project}项目支出绩效自评表",
        subject=card.project or "",
        columns=NATIONAL,
        head=(),
        rows=rows,
        above=(f"（{facts.year}年度）", f"填报日期：{filled_on or UNDATED}"),
    )


def _indicator_rows(facts: AssessmentFacts, card: Scorecard) -> Iterator[Row]:
    goals = indicators.lines_of(facts.goals_of(card.project), card, facts.budget_of(card.project))
    yield from indicators.rows([line for _, lines in goals for line in lines], _after_levels)


def _total(card: Scorecard) -> Row:
    total = points(card.total) if card.is_complete else None
    return (
        Cell("总分", columns=5, head=True, closes=True),
        Cell("100", head=True),
        Cell.of(total),
        Cell(card.grade or "", align="center"),
    )


def _project_rows(facts: AssessmentFacts, card: Scorecard, value_columns: int) -> Iterator[Row]:
    """Name, department and unit; each value over `value_columns` columns."""
    office = next((x.office for x in facts.projects if x.name == card.project), "")
    yield Cell("项目名称", head=True), Cell(card.project or "", columns=2 * value_columns + 1, align="left")
    yield (
        Cell("主管部门", head=True),
        Cell(facts.department_name, columns=value_columns, align="left"),
        Cell("项目实施单位", head=True),
        Cell(office, columns=value_columns, align="left"),
    )


def _money_rows(budget: BudgetFacts, scheme: Scheme, card: Scorecard) -> Iterator[Row]:
    yield (
        Cell("项目资金（万元）", rows=2 + len(SOURCES), head=True),
        Cell("", head=True),
        *head(*MONEY_TITLES),
    )
    yield (
        Cell("年度资金总额"),
        *_amounts(budget),
        Cell.of(points(scheme.execution_weight)),
        Cell.of(percent(card.execution_rate)),
        Cell.of(points(card.execution_score), align="center"),
    )
    for source, title in SOURCE_TITLES.items():
        part = BudgetFacts(tuple(line for line in budget.lines if line.source == source))
        rate = spent_of_adjusted(part).percent
        shown = Cell.of(percent(rate)) if rate is not None else Cell(NOT_SCORED)
        yield Cell(title), *_amounts(part), Cell(NOT_SCORED), shown, Cell(NOT_SCORED, align="center")


def _amounts(budget: BudgetFacts) -> Row:
    return tuple(
        Cell.of(ten_thousands(x), align="center") for x in (budget.initial, budget.adjusted, budget.spent)
    )


def _overall_goal(facts: AssessmentFacts, card: Scorecard) -> Iterator[Row]:
    goals = facts.goals_of(card.project)
    expected = "\n".join(filter(None, (goal.expected or goal.title for goal in goals)))
    reached = "\n".join(filter(None, (goal.actual for goal in goals)))
    yield (
        Cell("年度总体目标", rows=2, head=True, opens=True),
        Cell("预期目标", columns=3, head=True),
        Cell("实际完成情况", columns=4, head=True),
    )
    is_long = max(width(expected), width(reached)) > HALF_PAGE
    yield Cell(expected, columns=3, align="left", flows=is_long), Cell(reached, columns=4, align="left")


def _after_levels(line: indicators.Line) -> Row:
    return (
        Cell(line.indicator.name),
        indicators.target(line),
        indicators.actual(line),
        indicators.weight(line),
        indicators.score(line),
        indicators.reason(line),
    )

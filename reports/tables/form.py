"""部门整体绩效自评表 as on paper (Hubei)."""

from collections.abc import Iterator, Sequence

from departments.scoring.facts import AssessmentFacts, IndicatorFacts
from departments.scoring.rounding import plain
from departments.scoring.scorecard import Scorecard

from ..amounts import points
from ..grid import Cell, Column, Row, Table, head
from ..titles import width
from . import indicators
from .execution import execution_rows

COLUMNS = (Column(16), Column(13), Column(29, "left"), Column(16), Column(16), Column(10))
TITLES = ("一级指标", "二级指标", "三级指标", "年初目标值\n（A）", "实际完成值\n（B）", "得分")
UNDATED = "　　年　　月　　日"
NOTES = (
    "1.预算执行情况口径：预算数为调整后财政资金总额（包括上年结余结转），执行数为资金使用单位财政资金实际支出数。",
    "2.定量指标完成数汇总原则：绝对值直接累加计算，相对值按照资金额度加权平均计算。定量指标计分原则：正向指标（即目标值为≥X）"
    "得分=权重*B/A，反向指标（即目标值为≤X）得分=权重*A/B，得分不得突破权重总额。定量指标先汇总完成数，再计算得分。",
    "3.定性指标计分原则：达成预期指标、部分达成预期指标并具有一定效果、未达成预期指标且效果较差三档，"
    "分别按照该指标对应分值区间100%-80%（含80%）、80%-50%（含50%）、50%-0%合理确定分值。汇总时，以资金额度为权重，对分值进行加权平均计算。",
)
NONE = "无"
HALF_PAGE = 500
"""Characters of a box that fill about half a page."""


def form(facts: AssessmentFacts, cards: Sequence[Scorecard], filled_on: str) -> Iterator[Table]:
    """The department's own form: execution, each goal with its indicators, total, reasons, signature."""
    yield Table(
        name="form",
        title=f"{facts.year}年度{facts.department_name}部门整体绩效自评表",
        columns=COLUMNS,
        head=(),
        rows=(
            *execution_rows(facts, cards[0]),
            *goal_rows(facts, cards[0], None),
            *closing_rows(facts, cards[0], None),
        ),
        above=(f"单位名称：{facts.department_name}", f"填报日期：{filled_on or UNDATED}"),
        notes=("备注：", *NOTES),
    )


def goal_rows(facts: AssessmentFacts, card: Scorecard, project: str | None) -> Iterator[Row]:
    """年度目标 with its text, the head of the columns, then its indicators."""
    goals = indicators.lines_of(facts.goals_of(project), card, facts.budget_of(project))
    for number, (goal, lines) in enumerate(goals, 1):
        weight = f"（{plain(goal.weight)}分）" if goal.weight is not None else ""
        title = Cell(f"年度目标{number}{weight}", columns=2, head=True, opens=True)
        yield title, Cell(goal.title, columns=4, align="left")
        yield head(*TITLES, begins=True)
        yield from indicators.rows(lines, _after_levels)


def _after_levels(line: indicators.Line) -> Row:
    cells = indicators.name, indicators.target, indicators.actual, indicators.score
    return tuple(cell(line) for cell in cells)


def closing_rows(facts: AssessmentFacts, card: Scorecard, project: str | None) -> Iterator[Row]:
    """总分, the two boxes of text, the signature."""
    total = points(card.total) if card.is_complete else None
    rows = list(facts.indicators_of(project))
    yield Cell("总分", columns=5, head=True, closes=True), Cell.of(total)
    yield from _box("偏差大或目标未完成原因分析", _listed(rows, "deviation_reason"))
    yield from _box("改进措施及结果应用方案", _listed(rows, "improvement"))
    yield (
        Cell("单位主要负责人签批意见", columns=2, head=True),
        Cell(f"\n\n　　　　　　　　　　签名：　　　　　　{UNDATED}", columns=4, align="left"),
    )


def _box(title: str, texts: Sequence[str]) -> Iterator[Row]:
    """The texts in one cell; where that would be half a page, each in a row of its own."""
    is_long = sum(map(width, texts)) > HALF_PAGE
    cells = texts if is_long else ["\n".join(texts)]
    name = Cell(title, columns=2, rows=len(cells), head=True, flows=width(cells[0]) > HALF_PAGE)
    front: Row = (name,)
    for text in cells:
        yield *front, Cell(text, columns=4, align="left", flows=width(text) > HALF_PAGE)
        front = ()


def _listed(rows: Sequence[IndicatorFacts], field: str) -> list[str]:
    """What the officer wrote at each indicator, numbered."""
    written = [(row.name, getattr(row, field).strip()) for row in rows if getattr(row, field).strip()]
    return [f"{n}.{name}：{text}" for n, (name, text) in enumerate(written, 1)] or [NONE]

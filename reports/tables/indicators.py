"""Rows of indicators: level 1 and level 2 merged, targets and actual values as the forms write them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from departments.scoring.execution import DERIVED
from departments.scoring.facts import TIERS, BudgetFacts, GoalFacts, IndicatorFacts
from departments.scoring.measures import Measure
from departments.scoring.rounding import ZERO, plain
from departments.scoring.scorecard import Scorecard
from departments.scoring.scored_line import ScoredLine

from ..amounts import Figure, percent, points
from ..grid import Cell, Row

DASHES = ("—", "——", "－", "-", "/")
"""What officers write into a box that the budget fills."""
SIGNS = {"at_least": "≥", "at_most": "≤", "equal": "="}


@dataclass(frozen=True)
class Line:
    """An indicator beside its score and the budget it may take a figure from."""

    indicator: IndicatorFacts
    scored: ScoredLine
    budget: BudgetFacts


def lines_of(
    goals: Sequence[GoalFacts], card: Scorecard, budget: BudgetFacts
) -> list[tuple[GoalFacts, list[Line]]]:
    """Goals with their lines: the scorecard lists the lines of all goals in the same order."""
    scored = iter(card.lines)
    return [(goal, [Line(x, next(scored), budget) for x in goal.indicators]) for goal in goals]


def rows(lines: Sequence[Line], cells_of: Callable[[Line], Row]) -> Iterator[Row]:
    """Merge equal neighbours on level 1 and level 2; `cells_of` gives the cells after them."""
    for level1, group in groupby(lines, key=lambda line: line.indicator.level1):
        below = list(group)
        first: Row = (_level1(level1, below),)
        for level2, subgroup in groupby(below, key=lambda line: line.indicator.level2):
            members = list(subgroup)
            first += (Cell(level2, rows=len(members), align="center"),)
            for line in members:
                yield first + cells_of(line)
                first = ()


def _level1(name: str, lines: Sequence[Line]) -> Cell:
    total = sum((line.indicator.weight or ZERO for line in lines), ZERO)
    return Cell(name, rows=len(lines), align="center", tail=_marks(total) if name and total else "")


def _marks(weight: Decimal) -> str:
    return f"（{plain(weight)}分）"


def name(line: Line) -> Cell:
    """三级指标 with its weight, which the form has no column for."""
    weight = line.indicator.weight
    return Cell(line.indicator.name, tail=_marks(weight) if weight is not None else "")


def target(line: Line) -> Cell:
    """年初目标值; an adjusted target stands behind it."""
    indicator = line.indicator
    if indicator.adjusted_target is None:
        return _measured(indicator.target, indicator)
    first = _measured(indicator.target, indicator).text
    return Cell(f"{first}（调整为{_measured(indicator.adjusted_target, indicator).text}）")


def actual(line: Line) -> Cell:
    """实际完成值; a derived indicator takes it from the budget, a qualitative one may have only its tier."""
    indicator = line.indicator
    if indicator.method == "derived" and (indicator.actual is None or indicator.actual.text in DASHES):
        return _derived(line)
    if indicator.actual is None:
        return Cell(TIERS.get(indicator.tier or "", ""))
    return _value(indicator.actual, "", indicator.unit)


def _derived(line: Line) -> Cell:
    figure = DERIVED.get(str(line.indicator.parameters.get("figure")))
    rate = figure.ratio(line.budget).percent if figure else None
    return Cell.of(percent(rate) if rate is not None else None)


def weight(line: Line) -> Cell:
    """分值."""
    return Cell.of(points(line.indicator.weight) if line.indicator.weight is not None else None)


def score(line: Line) -> Cell:
    """得分; empty while the line cannot be scored."""
    return Cell.of(points(line.scored.score) if line.scored.score is not None else None)


def reason(line: Line) -> Cell:
    """偏差原因分析及改进措施 in one cell."""
    parts = (line.indicator.deviation_reason.strip(), line.indicator.improvement.strip())
    return Cell("\n".join(filter(None, parts)))


def _measured(measure: Measure | None, indicator: IndicatorFacts) -> Cell:
    how = str(indicator.parameters.get("then", "")) if indicator.method == "derived" else indicator.method
    return _value(measure, SIGNS.get(how, ""), indicator.unit)


def _value(measure: Measure | None, sign: str, unit: str) -> Cell:
    """A plain number takes sign and unit of its row; a text (9月前, ≥266米) is shown as written."""
    if measure is None:
        return Cell("")
    if measure.number is None or measure.text != plain(measure.number):
        return Cell(measure.text)
    return Cell.of(Figure(measure.number, measure.text, prefix=sign, suffix=unit))

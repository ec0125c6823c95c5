"""Named figures of the department's own form: what a text may quote as {部门整体执行率}; see `naming`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .execution import BASIC, DERIVED, Ratio, adjustment_of_initial, spent_of_adjusted, unspent_of_adjusted
from .facts import AssessmentFacts, BudgetFacts
from .rounding import EXACT, round_half_up
from .scorecard import Scorecard
from .scored_line import ScoredLine

Value = Decimal | str | None
TEN_THOUSAND = Decimal(10_000)
UNITS = {"money": "万元", "score": "分", "count": "个"}
UNKNOWN = "——"
"""Printed where a figure has no value yet, such as the grade of an unfinished form."""


@dataclass(frozen=True)
class FigureValue:
    """A figure in one self-assessment: yuan, per cent, points, a count or a text; None when undefined."""

    kind: str
    value: Value
    unit: str = ""
    """Unit of a measure, as the table states it beside the value."""

    @property
    def unit_beside(self) -> str:
        """The unit a text writes behind the figure; a per cent brings its own sign."""
        return UNITS.get(self.kind, self.unit)

    def printed(self, options: Sequence[str] = ()) -> str:
        """As the text shows it: money in 万元 with 2 decimals unless 元 is asked."""
        if self.value is None:
            return UNKNOWN
        if isinstance(self.value, str):
            return self.value
        if self.kind == "count":
            return format(self.value, ",f" if "千分位" in options else "f")
        number = self.value
        if self.kind == "money" and "元" not in options:
            number = EXACT.divide(number, TEN_THOUSAND)
        text = format(round_half_up(number), ",f" if "千分位" in options else "f")
        if "去零" in options:
            text = text.rstrip("0").rstrip(".")
        return f"{text}%" if self.kind == "percent" else text


@dataclass(frozen=True)
class Figure:
    """A figure that texts can name. `kind` decides how it prints: money, percent, score, count or text."""

    kind: str
    value: Callable[[AssessmentFacts, Scorecard], Value]

    def of(self, facts: AssessmentFacts, card: Scorecard) -> FigureValue:
        """The figure in one self-assessment; `card` is the department's."""
        return FigureValue(self.kind, self.value(facts, card))


def _money(pick: Callable[[BudgetFacts], Decimal], *categories: str) -> Figure:
    def value(facts: AssessmentFacts, card: Scorecard) -> Decimal:
        budget = facts.budget_of(None)
        return pick(budget.only(*categories) if categories else budget)

    return Figure("money", value)


def _ratio(pick: Callable[[BudgetFacts], Ratio]) -> Figure:
    return Figure("percent", lambda facts, card: pick(facts.budget_of(None)).percent)


def _count(holds: Callable[[ScoredLine], bool]) -> Figure:
    return Figure("count", lambda facts, card: Decimal(sum(1 for line in card.lines if holds(line))))


def _level1(*words: str) -> Callable[[ScoredLine], bool]:
    return lambda line: any(word in line.level1 for word in words)


def _level2(*words: str) -> Callable[[ScoredLine], bool]:
    return lambda line: any(word in line.level2 for word in words)


def _spending(name: str, *categories: str) -> Iterator[tuple[str, Figure]]:
    yield f"{name}预算数", _money(lambda budget: budget.adjusted, *categories)
    yield f"{name}执行数", _money(lambda budget: budget.spent, *categories)
    yield f"{name}年初预算数", _money(lambda budget: budget.initial, *categories)
    yield f"{name}调整数", _money(lambda budget: budget.adjustment, *categories)


COUNTED: dict[str, Callable[[ScoredLine], bool]] = {
    "产出指标数": _level1("产出"),
    "效益指标数": _level1("效益", "效果"),
    "满意度指标数": lambda line: "满意" in line.level1 + line.level2,
    "数量指标数": _level2("数量"),
    "质量指标数": _level2("质量"),
    "时效指标数": _level2("时效", "进度"),
    "成本指标数": lambda line: "成本" in line.level1 + line.level2,
    "经济效益指标数": _level2("经济"),
    "社会效益指标数": _level2("社会"),
    "生态效益指标数": _level2("生态", "环境"),
    "可持续影响指标数": _level2("可持续"),
}
"""Numbers of indicators by dimension → the lines that count."""

FIGURES: dict[str, Figure] = {
    **dict(_spending("部门整体支出")),
    **dict(_spending("基本支出", *BASIC)),
    **dict(_spending("项目支出", "project")),
    "部门整体执行率": _ratio(spent_of_adjusted),
    "基本支出执行率": _ratio(DERIVED["basic_execution_rate"].ratio),
    "项目支出执行率": _ratio(DERIVED["project_execution_rate"].ratio),
    "基本支出占比": _ratio(DERIVED["basic_share"].ratio),
    "项目支出占比": _ratio(DERIVED["project_share"].ratio),
    "预算调整率": _ratio(adjustment_of_initial),
    "结转结余率": _ratio(unspent_of_adjusted),
    "预算执行得分": Figure("score", lambda facts, card: card.execution_score),
    "指标得分": Figure("score", lambda facts, card: card.indicator_score),
    "总得分": Figure("score", lambda facts, card: card.total),
    "评价等级": Figure("text", lambda facts, card: card.grade),
    "项目数": Figure("count", lambda facts, card: Decimal(len(facts.projects))),
    "目标数": Figure("count", lambda facts, card: Decimal(len(facts.goals_of(None)))),
    "指标总数": _count(lambda line: True),
    "完成指标数": _count(lambda line: line.is_met),
    "未完成指标数": _count(lambda line: not line.is_met),
    **{name: _count(holds) for name, holds in COUNTED.items()},
}
"""Name in texts → figure."""

REPORTED_KEYS = {
    "execution_rate": "部门整体执行率",
    "execution_score": "预算执行得分",
    "indicator_score": "指标得分",
    "total": "总得分",
    "grade": "评价等级",
    "weight_total": "分值合计",
}
"""Short keys of what a published document states → the figure; every name of `FIGURES` is a key too."""

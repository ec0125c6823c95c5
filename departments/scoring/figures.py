"""Named figures: what a text may quote as {部门整体执行率}, so that no number is typed twice."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .execution import BASIC, DERIVED, Ratio, adjustment_of_initial, spent_of_adjusted, unspent_of_adjusted
from .facts import AssessmentFacts, BudgetFacts
from .rounding import EXACT, round_half_up
from .scorecard import Scorecard
from .scored_line import ScoredLine

Value = Decimal | str | None
TEN_THOUSAND = Decimal(10_000)
UNKNOWN = "——"
"""Printed where a figure has no value yet, such as the grade of an unfinished form."""


@dataclass(frozen=True)
class Figure:
    """A figure that texts can name. `kind` decides how it prints: money, percent, score, count or text."""

    kind: str
    value: Callable[[AssessmentFacts, Scorecard], Value]


@dataclass(frozen=True)
class FigureValue:
    """A figure in one self-assessment: yuan, per cent, points, a count or a text; None when undefined."""

    kind: str
    value: Value

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


OPTIONS = ("千分位", "去零", "元")
"""How a figure may be asked for: {部门整体支出执行数:千分位,去零}."""
_TOKEN = re.compile(r"\{(?P<name>[^{}:：]+)(?:[:：](?P<options>[^{}]*))?\}")


def figures_of(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, FigureValue]:
    """Every named figure of the department's own form."""
    return {name: FigureValue(x.kind, x.value(facts, scorecards[0])) for name, x in FIGURES.items()}


def resolve(text: str, figures: Mapping[str, FigureValue]) -> str:
    """Put the figures into a text; a token that names no figure stays as it is."""

    def replaced(token: re.Match[str]) -> str:
        name, options = _parts(token)
        if name not in figures or not set(options) <= set(OPTIONS):
            return token[0]
        return figures[name].printed(options)

    return _TOKEN.sub(replaced, text)


def unknown_figures(text: str) -> list[str]:
    """The tokens of a text that name no figure or no option, as written."""
    return [token[0] for token in _TOKEN.finditer(text) if not _is_known(token)]


def _is_known(token: re.Match[str]) -> bool:
    name, options = _parts(token)
    return name in FIGURES and set(options) <= set(OPTIONS)


def _parts(token: re.Match[str]) -> tuple[str, list[str]]:
    options = re.split(r"[,，、]", token["options"] or "")
    return token["name"].strip(), [option.strip() for option in options if option.strip()]


def _money(pick: Callable[[BudgetFacts], Decimal], *categories: str) -> Figure:
    def value(facts: AssessmentFacts, card: Scorecard) -> Decimal:
        budget = facts.budget_of(None)
        return pick(budget.only(*categories) if categories else budget)

    return Figure("money", value)


def _ratio(pick: Callable[[BudgetFacts], Ratio]) -> Figure:
    return Figure("percent", lambda facts, card: pick(facts.budget_of(None)).percent)


def _count(holds: Callable[[ScoredLine], bool]) -> Figure:
    return Figure("count", lambda facts, card: Decimal(sum(1 for line in card.lines if holds(line))))


def _of_level1(*words: str) -> Figure:
    return _count(lambda line: any(word in line.level1 for word in words))


def _of_level2(*words: str) -> Figure:
    return _count(lambda line: any(word in line.level2 for word in words))


def _spending(name: str, *categories: str) -> Iterator[tuple[str, Figure]]:
    yield f"{name}预算数", _money(lambda budget: budget.adjusted, *categories)
    yield f"{name}执行数", _money(lambda budget: budget.spent, *categories)
    yield f"{name}年初预算数", _money(lambda budget: budget.initial, *categories)
    yield f"{name}调整数", _money(lambda budget: budget.adjustment, *categories)


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
    "产出指标数": _of_level1("产出"),
    "效益指标数": _of_level1("效益", "效果"),
    "满意度指标数": _count(lambda line: "满意" in line.level1 + line.level2),
    "数量指标数": _of_level2("数量"),
    "质量指标数": _of_level2("质量"),
    "时效指标数": _of_level2("时效", "进度"),
    "成本指标数": _count(lambda line: "成本" in line.level1 + line.level2),
    "经济效益指标数": _of_level2("经济"),
    "社会效益指标数": _of_level2("社会"),
    "生态效益指标数": _of_level2("生态", "环境"),
    "可持续影响指标数": _of_level2("可持续"),
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

"""预算执行: rates that come out of the budget lines, and the execution score."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from .facts import BudgetFacts
from .formulas import ADJUSTED, SPENT, WEIGHT
from .rounding import ZERO, percent, plain, quotient
from .schemes import Scheme
from .trace import Trace

BASIC = ("personnel", "operating")
"""Categories of 基本支出."""


class Ratio(NamedTuple):
    """A figure of the budget that is a share: `part` ÷ `whole`, both in yuan."""

    part: Decimal
    whole: Decimal

    @property
    def percent(self) -> Decimal | None:
        """In per cent, half up to 2 decimals; None when the whole is 0."""
        return percent(self.part, self.whole) if self.whole else None


def execution_rate(budget: BudgetFacts) -> Decimal:
    """执行率 = 全年执行数 ÷ 调整后预算数, unrounded (0.98…). A year without budget has rate 0."""
    if budget.adjusted <= ZERO:
        return ZERO
    return quotient(budget.spent, budget.adjusted)


def execution_percent(budget: BudgetFacts) -> Decimal:
    """执行率 as printed: per cent, half up to 2 decimals (98.22)."""
    return percent(budget.spent, budget.adjusted) if budget.adjusted > ZERO else percent(ZERO, Decimal(1))


def execution_score(budget: BudgetFacts, scheme: Scheme) -> Trace:
    """预算执行得分 = 执行率分值 × 未取整的执行率, half up to 2 decimals, at most the weight (Hubei form)."""
    inputs = {
        WEIGHT: plain(scheme.execution_weight),
        SPENT: plain(budget.spent),
        ADJUSTED: plain(budget.adjusted),
    }
    return Trace.of("execution", inputs, scheme, clause="execution")


def spent_of_adjusted(budget: BudgetFacts) -> Ratio:
    """执行率 = 全年执行数 ÷ 调整后预算数 (Hubei form, remark 1)."""
    return Ratio(budget.spent, budget.adjusted)


def adjustment_of_initial(budget: BudgetFacts) -> Ratio:
    """预算调整率 = |调整数| ÷ 年初预算数 (财预〔2013〕53号 框架, 过程)."""
    return Ratio(abs(budget.adjustment), budget.initial)


def unspent_of_adjusted(budget: BudgetFacts) -> Ratio:
    """结转结余率 = (调整后预算数 − 执行数) ÷ 调整后预算数 (财预〔2013〕53号 框架, 过程)."""
    return Ratio(budget.adjusted - budget.spent, budget.adjusted)


def unspent_of_spent(budget: BudgetFacts) -> Ratio:
    """结转结余率（按支出）= (调整后预算数 − 执行数) ÷ 执行数: some places divide by what was spent."""
    return Ratio(budget.adjusted - budget.spent, budget.spent)


def basic_execution(budget: BudgetFacts) -> Ratio:
    """基本支出执行率 = 基本支出执行数 ÷ 基本支出调整后预算数."""
    return spent_of_adjusted(budget.only(*BASIC))


def project_execution(budget: BudgetFacts) -> Ratio:
    """项目支出执行率 = 项目支出执行数 ÷ 项目支出调整后预算数."""
    return spent_of_adjusted(budget.only("project"))


def operating_control(budget: BudgetFacts) -> Ratio:
    """公用经费控制率 = 实际支出的公用经费 ÷ 预算安排的公用经费 (财预〔2013〕53号 框架, 过程)."""
    return spent_of_adjusted(budget.only("operating"))


def basic_share(budget: BudgetFacts) -> Ratio:
    """基本支出占比 = 基本支出执行数 ÷ 全部执行数 (Huangshi 2021, 部门支出情况)."""
    return Ratio(budget.only(*BASIC).spent, budget.spent)


def project_share(budget: BudgetFacts) -> Ratio:
    """项目支出占比 = 项目支出执行数 ÷ 全部执行数 (Huangshi 2021, 部门支出情况)."""
    return Ratio(budget.only("project").spent, budget.spent)


@dataclass(frozen=True)
class DerivedFigure:
    """A figure that an indicator may take from the budget instead of an entered value, in per cent."""

    name: str
    ratio: Callable[[BudgetFacts], Ratio]
    formula: str


DERIVED = {
    "execution_rate": DerivedFigure("执行率", spent_of_adjusted, "执行数 ÷ 调整后预算数"),
    "budget_adjustment_rate": DerivedFigure("预算调整率", adjustment_of_initial, "|调整数| ÷ 年初预算数"),
    "carryover_rate": DerivedFigure("结转结余率", unspent_of_adjusted, "(预算数 − 执行数) ÷ 预算数"),
    "carryover_rate_of_spent": DerivedFigure("结转结余率", unspent_of_spent, "(预算数 − 执行数) ÷ 执行数"),
    "basic_execution_rate": DerivedFigure("基本支出执行率", basic_execution, "执行数 ÷ 预算数"),
    "project_execution_rate": DerivedFigure("项目支出执行率", project_execution, "执行数 ÷ 预算数"),
    "operating_control_rate": DerivedFigure("公用经费控制率", operating_control, "执行数 ÷ 预算数"),
    "basic_share": DerivedFigure("基本支出占比", basic_share, "基本支出执行数 ÷ 全部执行数"),
    "project_share": DerivedFigure("项目支出占比", project_share, "项目支出执行数 ÷ 全部执行数"),
}
"""`parameters.figure` of a derived indicator → the figure."""

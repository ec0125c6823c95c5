"""目标值 and 实际完成值 as two numbers in one unit, or the reason why they cannot be compared."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .execution import DERIVED, DerivedFigure
from .facts import BudgetFacts, IndicatorFacts
from .formulas import ACTUAL, PART, TARGET, WHOLE, actual
from .measures import Measure
from .rounding import HUNDRED, ZERO
from .units import in_unit_of

BLANK_TARGET, BLANK_ACTUAL = "目标值未填写", "实际完成值未填写"
"""Reasons that name a blank cell."""


class Undefined(ValueError):
    """The method has no result for these values; a person must judge."""


def compared(
    indicator: IndicatorFacts, budget: BudgetFacts, *, zero_may_be_kept: bool = False
) -> dict[str, Decimal]:
    """目标值 and 实际完成值 (or 分子, 分母 of a budget figure) in the target's unit. Raises Undefined."""
    target = indicator.effective_target
    wanted = _number("目标值", target)
    inputs = measured(indicator, budget)
    kept = zero_may_be_kept and wanted == ZERO and actual(inputs) == ZERO
    if wanted < ZERO or (wanted == ZERO and not kept):
        raise Undefined(f"目标值为{target}，完成率无法计算")
    return {TARGET: wanted, **inputs}


def measured(indicator: IndicatorFacts, budget: BudgetFacts) -> dict[str, Decimal]:
    """实际完成值 in the target's unit, or 分子 and 分母 of a figure of the budget. Raises Undefined."""
    if indicator.method == "derived":
        return _from_budget(indicator, budget)
    value = _number("实际完成值", indicator.actual)
    target = indicator.effective_target
    if target is None or target.number is None or indicator.actual is None:
        return {ACTUAL: value}
    converted = in_unit_of(target, indicator.actual, indicator.unit)
    if converted is None:
        raise Undefined(f"目标值“{target}”与实际完成值“{indicator.actual}”单位不一致，无法换算")
    return {ACTUAL: converted}


def is_over_achieved(inputs: Mapping[str, Decimal], ratio: Decimal) -> bool:
    """Whether the actual value is above `ratio` per cent of the target (130.00 is not above 130)."""
    return actual(inputs) * HUNDRED > inputs[TARGET] * ratio


def parameter(parameters: Mapping[str, Any], key: str, name: str) -> Decimal:
    """A figure among a method's parameters, called `name` towards people. Raises Undefined."""
    value = Measure.read(parameters.get(key)) if isinstance(parameters.get(key), str) else None
    if value is None or value.number is None or value.sign or value.unit not in ("", "%"):
        raise Undefined(f"“分档或扣分规则”中的{name}应为数字")
    return value.number


def figure_of(indicator: IndicatorFacts) -> DerivedFigure:
    """The figure of the budget that the indicator takes. Raises Undefined."""
    figure = DERIVED.get(str(indicator.parameters.get("figure")))
    if figure is None:
        raise Undefined("“取自预算的数据”未选择")
    return figure


def way_of(indicator: IndicatorFacts) -> str:
    """The method that compares: of a figure of the budget the one chosen beside it."""
    return str(indicator.parameters.get("then")) if indicator.method == "derived" else indicator.method


def is_target_met(indicator: IndicatorFacts, budget: BudgetFacts) -> bool | None:
    """Whether the actual value reaches (≥), keeps (≤) or equals (=) the target; None without comparison."""
    how = way_of(indicator)
    if how not in MEETS:
        return None
    try:
        inputs = compared(indicator, budget, zero_may_be_kept=how == "at_most")
    except Undefined:
        return None
    return MEETS[how](actual(inputs), inputs[TARGET])


MEETS = {"at_least": Decimal.__ge__, "at_most": Decimal.__le__, "equal": Decimal.__eq__}
"""Method → whether an actual value meets the target."""


def _from_budget(indicator: IndicatorFacts, budget: BudgetFacts) -> dict[str, Decimal]:
    figure = figure_of(indicator)
    ratio = figure.ratio(budget)
    if ratio.whole <= ZERO:
        raise Undefined(f"{figure.name}的分母为0，无法计算")
    return {PART: ratio.part, WHOLE: ratio.whole}


def _number(name: str, measure: Measure | None) -> Decimal:
    if measure is None:
        raise Undefined(f"{name}未填写")
    if measure.number is None:
        raise Undefined(f"{name}“{measure}”不是可以计算的数值")
    return measure.number

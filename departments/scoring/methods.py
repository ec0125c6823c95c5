"""计分方法: one function each, from an indicator to a score that explains itself, or the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .comparison import Undefined, compared, figure_of, is_over_achieved, measured, parameter
from .execution import DERIVED
from .facts import BudgetFacts, IndicatorFacts
from .formulas import ALLOWANCE, ENTERED, OVER_DEDUCTION, POINTS, STEP, WEIGHT
from .rounding import ZERO, plain
from .schemes import Scheme
from .trace import Trace


@dataclass(frozen=True)
class Unscored:
    """Why a line has no score, in words the preparer reads."""

    reason: str


Outcome = Trace | Unscored


def score_indicator(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Outcome:
    """Score one line by its method; an undefined ratio takes the entered score (Hubei form, remark 2)."""
    if indicator.weight is None:
        return Unscored("分值未填写")
    if indicator.weight <= ZERO:
        return Unscored("分值应大于0")
    method = METHODS.get(indicator.method)
    if method is None:
        return Unscored("评分方法未选择")
    try:
        return method(indicator, scheme, budget)
    except Undefined as undefined:
        if indicator.entered_score is None:
            return Unscored(str(undefined))
        return _entered(indicator, scheme, clause="manual")


def at_least(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """正向指标（≥）: 分值 × min(1, 实际 ÷ 目标); less what the scheme deducts (Hubei form, remark 2)."""
    inputs = compared(indicator, budget)
    if scheme.overachievement_deduction and is_over_achieved(inputs, scheme.overachievement_ratio):
        inputs[OVER_DEDUCTION] = scheme.overachievement_deduction
    return _traced("at_least", indicator, scheme, inputs)


def at_most(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """反向指标（≤）: 分值 × min(1, 目标 ÷ 实际); actual 0 is full (Hubei form, remark 2)."""
    return _traced("at_most", indicator, scheme, compared(indicator, budget, zero_may_be_kept=True))


def equal(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """等于（=）: proportional below and above the target, or all or nothing: the scheme says which."""
    return _traced(f"equal_{scheme.equal_rule}", indicator, scheme, compared(indicator, budget))


def qualitative(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """定性指标: the tier gives the band, the entered score the point in it (Hubei form, remark 3)."""
    if indicator.entered_score is not None:
        return _entered(indicator, scheme, clause="qualitative")
    if indicator.tier == "full":
        return Trace.of("tier_full", _weight(indicator), scheme, clause="qualitative")
    raise Undefined("定性指标未选择档次" if indicator.tier is None else "该档需在分值区间内录入得分")


def tiers(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """分档计分: the first tier whose bound the actual value keeps gives the score (岳阳 公路, 共性指标)."""
    rows = indicator.parameters.get("tiers")
    if not isinstance(rows, list | tuple) or not rows:
        raise Undefined("“分档或扣分规则”未填写分档")
    inputs = measured(indicator, budget)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or set(row) not in ({"at_least", "score"}, {"at_most", "score"}):
            raise Undefined(f"“分档或扣分规则”的第{number}档应有得分和一个下限或上限")
        bound, word = ("at_least", "下限") if "at_least" in row else ("at_most", "上限")
        for name, key in ((f"第{number}档{word}", bound), (f"第{number}档得分", "score")):
            inputs[name] = parameter(row, key, name)
    return _traced("tiers", indicator, scheme, inputs)


def deduction(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """扣分法: every started step beyond the allowance costs points, never below 0 (岳阳 公路, 共性指标)."""
    direction = indicator.parameters.get("direction", "above")
    if direction not in ("above", "below"):
        raise Undefined("“分档或扣分规则”应写明超过或低于允许值时扣分")
    inputs = measured(indicator, budget)
    for name, key in ((ALLOWANCE, "allowance"), (STEP, "step"), (POINTS, "points")):
        inputs[name] = parameter(indicator.parameters, key, name)
    if inputs[STEP] <= ZERO or inputs[POINTS] < ZERO:
        raise Undefined("“分档或扣分规则”中的步长应大于0，每步扣分应不小于0")
    return _traced(f"deduction_{direction}", indicator, scheme, inputs)


def derived(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """取自预算的指标: the actual value is a budget figure, scored by `then` (财预〔2013〕53号 框架)."""
    then = indicator.parameters.get("then")
    figure_of(indicator)
    if then not in AFTER_DERIVED:
        raise Undefined("“取数后按”未选择")
    return AFTER_DERIVED[then](indicator, scheme, budget)


def manual(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Trace:
    """人工判定: the entered score, with a reason (dates, ranges and texts that no formula covers)."""
    if indicator.entered_score is None:
        raise Undefined("人工判定的指标未录入得分")
    return _entered(indicator, scheme, clause="manual")


Method = Callable[[IndicatorFacts, Scheme, BudgetFacts], Trace]
METHODS: dict[str, Method] = {
    "at_least": at_least, "at_most": at_most, "equal": equal, "qualitative": qualitative, "tiers": tiers,
    "deduction": deduction, "derived": derived, "manual": manual,
}  # fmt: skip
"""Every way of scoring a line."""
AFTER_DERIVED: dict[Any, Method] = {
    name: METHODS[name] for name in ("at_least", "at_most", "equal", "tiers", "deduction")
}
"""What `parameters.then` of a derived indicator may name."""


def _entered(indicator: IndicatorFacts, scheme: Scheme, clause: str) -> Trace:
    inputs = {**_weight(indicator), ENTERED: plain(indicator.entered_score or ZERO)}
    return Trace.of("entered", inputs, scheme, clause=clause)


def _traced(rule: str, indicator: IndicatorFacts, scheme: Scheme, inputs: dict[str, Decimal]) -> Trace:
    figures = {**_weight(indicator), **{name: plain(value) for name, value in inputs.items()}}
    figure = DERIVED[indicator.parameters["figure"]] if indicator.method == "derived" else None
    detail = f"，实际完成值为{figure.name} = {figure.formula} × 100" if figure else ""
    return Trace.of(rule, figures, scheme, clause=indicator.method, detail=detail)


def _weight(indicator: IndicatorFacts) -> dict[str, str]:
    return {WEIGHT: plain(indicator.weight or ZERO)}

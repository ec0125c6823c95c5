"""完成率: the share by which the formula of a method multiplies the weight, before it is capped.

A rate that the formula does not use would mislead: 66 against “≤33” is no completion of 200 %.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from .comparison import Undefined, compared, way_of
from .facts import BudgetFacts, IndicatorFacts
from .formulas import TARGET, actual
from .rounding import ZERO, percent
from .schemes import Scheme


class Completion(NamedTuple):
    """完成率 in per cent, half up to 2 decimals, or None and the reason why there is none."""

    percent: Decimal | None
    reason: str = ""


def completion_of(indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> Completion:
    """完成率 as the scheme's formula has it (Hubei form, remark 2: B/A, for ≤ targets A/B)."""
    way = way_of(indicator)
    if way not in SHARES:
        return Completion(None, "该评分方法不按完成率计分")
    if way == "equal" and scheme.equal_rule == "strict":
        return Completion(None, "等于目标值才得分，不按完成率计分")
    try:
        inputs = compared(indicator, budget, zero_may_be_kept=way == "at_most")
    except Undefined as undefined:
        return Completion(None, str(undefined))
    part, whole = SHARES[way](actual(inputs), inputs[TARGET])
    return Completion(percent(part, whole)) if whole > ZERO else Completion(None, "实际完成值不大于0，得满分")


Share = Callable[[Decimal, Decimal], tuple[Decimal, Decimal]]
SHARES: Mapping[str, Share] = {
    "at_least": lambda value, target: (value, target),
    "at_most": lambda value, target: (target, value),
    "equal": lambda value, target: (min(value, target), max(value, target)),
}
"""Method → the two figures whose quotient is 完成率."""

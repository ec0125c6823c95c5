"""汇总: several units' results for one indicator become one value, which is then scored once.

Hubei form, remark 2. Absolute values are added up; relative and qualitative values are weighted by funds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .accumulation import is_share
from .facts import BudgetFacts, IndicatorFacts
from .measures import Measure
from .methods import Outcome, Unscored, score_indicator
from .rounding import EXACT, ZERO, quotient
from .schemes import Scheme


@dataclass(frozen=True)
class Part:
    """One unit's value (number, per cent, or share of the weight) and its funds in yuan."""

    value: Decimal
    funds: Decimal = ZERO


def summed(parts: Sequence[Part]) -> Decimal | None:
    """绝对值直接累加 (Hubei form, remark 2); None without parts."""
    return sum((part.value for part in parts), ZERO) if parts else None


def weighted_by_funds(parts: Sequence[Part]) -> Decimal | None:
    """相对值按资金额度加权平均 (Hubei form, remarks 2 and 3), unrounded; None without funds."""
    funds = sum((part.funds for part in parts), ZERO)
    if funds <= ZERO or any(part.funds < ZERO for part in parts):
        return None
    products = ZERO
    for part in parts:
        products = EXACT.add(products, EXACT.multiply(part.value, part.funds))
    return quotient(products, funds)


KINDS: dict[str, Callable[[Sequence[Part]], Decimal | None]] = {
    "absolute": summed,
    "relative": weighted_by_funds,
    "qualitative": weighted_by_funds,
}
"""绝对值, 相对值, 定性 → how its values are put together."""


def kind_of(method: str, unit: str) -> str:
    """定性, 相对值 or 绝对值 (Hubei form, remarks 2 and 3), by the method and the unit of the column."""
    if method == "qualitative":
        return "qualitative"
    return "relative" if is_share(unit) else "absolute"


def score_aggregated(
    indicator: IndicatorFacts, kind: str, parts: Sequence[Part], scheme: Scheme, budget: BudgetFacts
) -> Outcome:
    """先汇总完成数，再计算得分: aggregate, then score once.

    Qualitative parts are shares of the weight in per cent.
    """
    value = KINDS[kind](parts)
    if value is None:
        return Unscored("没有可汇总的完成值或资金额度")
    if kind == "qualitative":
        points = EXACT.divide(EXACT.multiply(value, indicator.weight or ZERO), Decimal(100))
        return score_indicator(replace(indicator, entered_score=points), scheme, budget)
    unit = indicator.effective_target.unit if indicator.effective_target else ""
    measure = Measure(text=format(value, "f"), number=value, unit=unit)
    return score_indicator(replace(indicator, actual=measure), scheme, budget)

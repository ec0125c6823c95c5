"""The formulas behind every score: from named figures to the unrounded score.

A `Trace` names one of these and holds its figures, so a score can be computed again from the trace alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from .rounding import EXACT, HUNDRED, ZERO, percent, plain

WEIGHT, TARGET, ACTUAL, ENTERED = "分值", "目标值", "实际完成值", "录入得分"
SPENT, ADJUSTED = "全年执行数", "调整后预算数"
PART, WHOLE = "分子", "分母"
OVER_DEDUCTION = "超额完成扣减比例"
ALLOWANCE, STEP, POINTS = "允许值", "步长", "每步扣分"

Inputs = Mapping[str, Decimal]


@dataclass(frozen=True)
class Formula:
    """`text` in words, `raw` the unrounded score, `shown` the formula with its figures put in."""

    text: str
    raw: Callable[[Inputs], Decimal]
    shown: Callable[[Inputs], str]


def actual(given: Inputs) -> Decimal:
    """实际完成值: entered, or taken from the budget as 分子 ÷ 分母 in per cent."""
    if ACTUAL in given:
        return given[ACTUAL]
    return EXACT.divide(EXACT.multiply(given[PART], HUNDRED), given[WHOLE])


def share(weight: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """weight × min(1, part ÷ whole), with one division so that nothing is rounded on the way."""
    if part >= whole:
        return weight
    return EXACT.divide(EXACT.multiply(weight, part), whole)


def execution(given: Inputs) -> Decimal:
    """分值 × min(1, 执行数 ÷ 调整后预算数); 0 without budget."""
    if given[ADJUSTED] <= ZERO:
        return ZERO
    return share(given[WEIGHT], given[SPENT], given[ADJUSTED])


def at_least(given: Inputs) -> Decimal:
    """分值 × min(1, 实际 ÷ 目标), less the scheme's deduction when the target was far exceeded."""
    score = share(given[WEIGHT], actual(given), given[TARGET])
    return score - EXACT.divide(given[WEIGHT] * given.get(OVER_DEDUCTION, ZERO), HUNDRED)


def at_most(given: Inputs) -> Decimal:
    """分值 × min(1, 目标 ÷ 实际); full when the actual value is 0 or below."""
    if actual(given) <= ZERO:
        return given[WEIGHT]
    return share(given[WEIGHT], given[TARGET], actual(given))


def equal_proportional(given: Inputs) -> Decimal:
    """分值 × min(实际 ÷ 目标, 目标 ÷ 实际)."""
    low, high = sorted((actual(given), given[TARGET]))
    return share(given[WEIGHT], low, high)


def equal_strict(given: Inputs) -> Decimal:
    """All or nothing: full only when the actual value is the target."""
    return given[WEIGHT] if actual(given) == given[TARGET] else ZERO


def tier_full(given: Inputs) -> Decimal:
    """达成预期指标: the whole weight."""
    return given[WEIGHT]


def entered(given: Inputs) -> Decimal:
    """The score that a person gave."""
    return given[ENTERED]


def tiers(given: Inputs) -> Decimal:
    """得分 of the first tier whose bound the actual value keeps; 0 when it keeps none."""
    row = _tier_kept(given)
    return given[f"第{row}档得分"] if row else ZERO


def _tier_kept(given: Inputs) -> int:
    """Number of the first tier whose bound is kept, 0 for none."""
    value, row = actual(given), 1
    while f"第{row}档得分" in given:
        lower, upper = given.get(f"第{row}档下限"), given.get(f"第{row}档上限")
        if (lower is None or value >= lower) and (upper is None or value <= upper):
            return row
        row += 1
    return 0


def steps_beyond(given: Inputs, distance: Decimal) -> Decimal:
    """Started steps beyond the allowance: 0.1 over counts as one."""
    if distance <= ZERO:
        return ZERO
    return EXACT.divide(distance, given[STEP]).to_integral_value(ROUND_CEILING)


def deduction_above(given: Inputs) -> Decimal:
    """分值 − 每步扣分 × ⌈(实际 − 允许值) ÷ 步长⌉."""
    return given[WEIGHT] - steps_beyond(given, actual(given) - given[ALLOWANCE]) * given[POINTS]


def deduction_below(given: Inputs) -> Decimal:
    """分值 − 每步扣分 × ⌈(允许值 − 实际) ÷ 步长⌉."""
    return given[WEIGHT] - steps_beyond(given, given[ALLOWANCE] - actual(given)) * given[POINTS]


def _actual_shown(given: Inputs) -> str:
    if ACTUAL in given:
        return plain(given[ACTUAL])
    return f"({plain(given[PART])} ÷ {plain(given[WHOLE])} × 100)"


def _capped(given: Inputs, part: str, whole: str, rate: str) -> str:
    weight = plain(given[WEIGHT])
    return f"{weight} × min(1, {part} ÷ {whole}) = {weight} × min(1, {rate})"


def _rate(part: Decimal, whole: Decimal) -> str:
    """The share in words; 约 where two decimals do not hold it exactly (the score uses the exact share)."""
    rate = percent(part, whole)
    exact = EXACT.multiply(rate, whole) == EXACT.multiply(part, HUNDRED)
    return f"{rate}%" if exact else f"约{rate}%"


def _execution_shown(given: Inputs) -> str:
    if given[ADJUSTED] <= ZERO:
        return "无预算，执行率按0计"
    rate = _rate(given[SPENT], given[ADJUSTED])
    return _capped(given, plain(given[SPENT]), plain(given[ADJUSTED]), rate)


def _at_least_shown(given: Inputs) -> str:
    rate = _rate(actual(given), given[TARGET])
    text = _capped(given, _actual_shown(given), plain(given[TARGET]), rate)
    return f"{text} − 超额扣减{plain(given[OVER_DEDUCTION])}%" if OVER_DEDUCTION in given else text


def _at_most_shown(given: Inputs) -> str:
    if actual(given) <= ZERO:
        return f"实际完成值{_actual_shown(given)}不大于0，得满分"
    return _capped(given, plain(given[TARGET]), _actual_shown(given), _rate(given[TARGET], actual(given)))


def _equal_shown(given: Inputs) -> str:
    pair = _actual_shown(given), plain(given[TARGET])
    return f"{plain(given[WEIGHT])} × min({pair[0]} ÷ {pair[1]}, {pair[1]} ÷ {pair[0]})"


def _strict_shown(given: Inputs) -> str:
    same = actual(given) == given[TARGET]
    verdict = "等于目标值，得满分" if same else "不等于目标值，不得分"
    return f"实际完成值{_actual_shown(given)}与目标值{plain(given[TARGET])}比较：{verdict}"


def _tiers_shown(given: Inputs) -> str:
    row, score = _tier_kept(given), tiers(given)
    kept = f"，取第{row}档得分{plain(score)}" if row else "不在任何一档，得0分"
    capped = f"，超过分值，按{plain(given[WEIGHT])}分计" if score > given[WEIGHT] else ""
    return f"实际完成值{_actual_shown(given)}{kept}{capped}"


def _deduction_shown(given: Inputs) -> str:
    return (
        f"{plain(given[WEIGHT])} − {plain(given[POINTS])} × ⌈实际完成值{_actual_shown(given)}"
        f"超出允许值{plain(given[ALLOWANCE])}的部分 ÷ {plain(given[STEP])}⌉"
    )


FORMULAS = {
    "execution": Formula("分值 × min(1, 全年执行数 ÷ 调整后预算数)", execution, _execution_shown),
    "at_least": Formula("分值 × min(1, 实际完成值 ÷ 目标值)", at_least, _at_least_shown),
    "at_most": Formula("分值 × min(1, 目标值 ÷ 实际完成值)，实际为0得满分", at_most, _at_most_shown),
    "equal_proportional": Formula(
        "分值 × min(实际完成值 ÷ 目标值, 目标值 ÷ 实际完成值)", equal_proportional, _equal_shown
    ),
    "equal_strict": Formula("实际完成值等于目标值得满分，否则不得分", equal_strict, _strict_shown),
    "tier_full": Formula("达成预期指标，得满分", tier_full, lambda given: f"得满分{plain(given[WEIGHT])}"),
    "entered": Formula("录入得分，不超过分值", entered, lambda given: f"录入得分{plain(given[ENTERED])}"),
    "tiers": Formula("按分档取分，不超过分值", tiers, _tiers_shown),
    "deduction_above": Formula(
        "分值 − 每步扣分 × ⌈(实际完成值 − 允许值) ÷ 步长⌉", deduction_above, _deduction_shown
    ),
    "deduction_below": Formula(
        "分值 − 每步扣分 × ⌈(允许值 − 实际完成值) ÷ 步长⌉", deduction_below, _deduction_shown
    ),
}
"""Rule of a trace → formula."""

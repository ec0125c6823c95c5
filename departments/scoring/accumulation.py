"""全年累计方式: how the periods of a year make its value, and what some of them foretell.

A method (≥ ≤ ＝ 定性) says in which direction an indicator is good; this says how it grows.
"""

from collections.abc import Sequence
from decimal import Decimal

from .facts import IndicatorFacts
from .rounding import EXACT, HUNDRED, ZERO, quotient
from .units import Unit

SUM, AVERAGE, MAX, LATEST, RATIO = "sum", "average", "max", "latest", "ratio"
ACCUMULATIONS = {SUM: "累计", AVERAGE: "平均", MAX: "最高", LATEST: "期末", RATIO: "比率"}
"""全年累计方式. A ratio is made of the year's parts and wholes, never of the periods' ratios."""
MONTHS = 12
_NEVER_SUMMED = ("qualitative", "manual")
OF_A_RATIO = ("%", "％", "‰", "百分", "千分", "/", "每")
"""What the unit of a ratio holds: %, 个百分点, 元/人, 人每平方公里."""
SHARES = frozenset({"%", "‰", "率", "比率", "比例", "分", "倍"})
"""Units of values that say how much of something, and so cannot be added up."""


def usual(method: str, unit: str) -> str:
    """Where nobody chose: judgements are the latest, rates (by their unit) ratios, the rest sums."""
    if method in _NEVER_SUMMED:
        return LATEST
    return RATIO if method == "derived" or _is_ratio(unit) else SUM


def is_share(unit: str) -> bool:
    """Whether values in this unit cannot be added up over units: ratios and shares, 分 and 倍 too."""
    return Unit.read(unit).base in SHARES or _is_ratio(unit)


def _is_ratio(unit: str) -> bool:
    return any(mark in unit for mark in OF_A_RATIO)


def accumulation_of(indicator: IndicatorFacts) -> str:
    """The way that was chosen for this indicator, else the usual one."""
    return indicator.accumulation or usual(indicator.method, indicator.unit)


def of_year(accumulation: str, values: Sequence[Decimal], wholes: Sequence[Decimal] = ()) -> Decimal | None:
    """The value of the year from those of its periods, unrounded; None without values.

    For a ratio the values are the parts (合格数) and `wholes` the bases (检查数), in per cent; None when
    the bases add up to 0.
    """
    if not values:
        return None
    total = sum(values, ZERO)
    if accumulation == RATIO:
        whole = sum(wholes, ZERO)
        return EXACT.multiply(quotient(total, whole), HUNDRED) if whole else None
    found = {SUM: total, AVERAGE: quotient(total, Decimal(len(values))), MAX: max(values), LATEST: values[-1]}
    return found[accumulation]


def expected_for_year(accumulation: str, value: Decimal, months: int) -> Decimal:
    """预计全年完成值 from the value of the first `months` months, unrounded.

    A sum goes on at the same pace (7 months with 70 foretell 120); everything else is taken as it stands.
    Raises ValueError for anything but 1 to 12 months, or an unknown way.
    """
    if accumulation not in ACCUMULATIONS:
        raise ValueError(f"unknown accumulation: {accumulation!r}")
    if not 1 <= months <= MONTHS:
        raise ValueError(f"months of a year: {months}")
    if accumulation != SUM:
        return value
    return quotient(EXACT.multiply(value, Decimal(MONTHS)), Decimal(months))

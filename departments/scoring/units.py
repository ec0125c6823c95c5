"""Units of indicator values: “1亿元” and “24亿” are comparable, “6个” and “6家” are not."""

from dataclasses import dataclass
from decimal import Decimal

from .measures import Measure, fold
from .rounding import EXACT

MULTIPLIERS = {"千": Decimal(1000), "万": Decimal(10_000), "百万": Decimal(10**6), "亿": Decimal(10**8)}
"""Leading characters of a unit that scale it; they may stand one after the other (万千瓦)."""
ALIASES = {
    "百分比": "%", "百分之": "%", "百分点": "%", "个百分点": "%",
    "人民币": "元", "元人民币": "元", "RMB": "元", "公里": "千米", "公斤": "千克",
}  # fmt: skip
"""Other spellings → the unit they mean."""


@dataclass(frozen=True)
class Unit:
    """`factor` × `base`: 万元 is 10000 × 元. An empty base takes the other figure's."""

    factor: Decimal
    base: str

    @classmethod
    def read(cls, text: str) -> "Unit":
        """Split “亿元”, “万千瓦”, “（万元）”, “百分比” into factor and base."""
        rest = fold(text).strip("()（）").replace(" ", "")
        rest = ALIASES.get(rest, rest)
        factor, found = Decimal(1), True
        while found:
            found = False
            for prefix in sorted(MULTIPLIERS, key=len, reverse=True):
                if rest.startswith(prefix):
                    factor, rest, found = factor * MULTIPLIERS[prefix], rest.removeprefix(prefix), True
                    break
        return cls(factor, ALIASES.get(rest, rest))


def in_unit_of(target: Measure, actual: Measure, column: str = "") -> Decimal | None:
    """The actual value in the target's unit, exactly; None when the units cannot be converted.

    A bare number takes the unit of the form's unit column, else the other figure's: “33万元”, “32.9999”.
    """
    if actual.number is None:
        return None
    written = (target.unit or column or actual.unit, actual.unit or column or target.unit)
    if written[0] == written[1]:
        return actual.number
    wanted, given = Unit.read(written[0]), Unit.read(written[1])
    if wanted.base and given.base and wanted.base != given.base:
        return None
    return EXACT.multiply(actual.number, EXACT.divide(given.factor, wanted.factor))

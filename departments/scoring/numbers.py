"""The one reader of typed figures, for pages, pasted blocks, workbooks and files.

It folds full-width digits and marks, accepts well-formed thousands separators, one minus sign and the units
its column allows (831.91万元 is 8319100 yuan), and refuses everything else (1E+5, NaN, 1_000, ٣) in one clear
sentence. -0 is 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .measures import fold
from .rounding import EXACT, ZERO, plain

_WRITTEN = re.compile(
    r"(?P<sign>-?)(?P<before>[¥￥]? ?)(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit> ?[^0-9]*)"
)
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class NumberError(ValueError):
    """The text is no figure within the bounds; the message is the sentence shown to the person."""


@dataclass(frozen=True)
class Bounds:
    """What one column can hold: decimals, smallest and largest value, both included."""

    places: int
    smallest: Decimal
    largest: Decimal
    units: Mapping[str, int] = field(default_factory=dict, hash=False)
    """What may stand behind the figure → how many of the column's own unit it is."""


YUAN = {"元": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}
LONGEST = 40
"""Characters of a typed figure."""
LIMIT = Decimal("9999999999999.99")
MONEY = Bounds(places=2, smallest=-LIMIT, largest=LIMIT, units=YUAN)
"""Yuan to the 分, either sign."""
SPENDING = Bounds(places=2, smallest=ZERO, largest=LIMIT, units=YUAN)
"""Yuan to the 分, never negative."""
MARKS = Bounds(places=4, smallest=ZERO, largest=Decimal(100))
"""Weights and scores, 0 to 100."""
RATE = Bounds(places=2, smallest=Decimal(0), largest=Decimal(10) ** 15, units={"%": 1})
"""Printed rates in per cent; above 100 happens."""
QUANTITY = Bounds(places=6, smallest=-(Decimal(10) ** 12 - 1), largest=Decimal(10) ** 12 - 1)
"""Targets and actual values of indicators."""


def read_number(text: str, bounds: Bounds) -> Decimal | None:
    """Read one typed figure; blank is None. Raises NumberError."""
    folded = fold(text)
    if not folded:
        return None
    match = _WRITTEN.fullmatch(folded) if len(folded) <= LONGEST else None
    if not match or not _is_figure(match, bounds):
        raise NumberError(f"“{text.strip()[:40]}”不是数字，请填写如 1234.56 的数字。")
    number = Decimal(match["sign"] + match["digits"].replace(",", ""))
    return check_bounds(EXACT.multiply(number, bounds.units.get(match["unit"].strip(), 1)), bounds)


def _is_figure(match: re.Match[str], bounds: Bounds) -> bool:
    digits, before, unit = match["digits"], match["before"].strip(), match["unit"].strip()
    is_well_formed = _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)
    has_own_unit = not unit or unit in bounds.units
    return bool(is_well_formed and has_own_unit and (not before or "元" in bounds.units))


def check_bounds(value: Decimal, bounds: Bounds) -> Decimal:
    """Return the value itself (-0 as 0) when it fits. Raises NumberError, also for NaN and Infinity."""
    if not value.is_finite():
        raise NumberError(f"“{value}”不是数字，请填写如 1234.56 的数字。")
    if value == ZERO:
        return ZERO
    if not bounds.smallest <= value <= bounds.largest:
        raise NumberError(
            f"“{_shown(value)}”超出范围，应在{plain(bounds.smallest)}至{plain(bounds.largest)}之间。"
        )
    if value != value.quantize(Decimal(1).scaleb(-bounds.places), context=EXACT):
        raise NumberError(f"“{_shown(value)}”的小数位数过多，最多{bounds.places}位小数。")
    return value


def _shown(value: Decimal) -> str:
    """The figure for a message: never so long that writing it out is a burden."""
    return plain(value) if -40 < value.adjusted() < 40 else str(value)[:40]

"""The one reader of typed figures, for pages, pasted blocks, workbooks and files.

It folds full-width digits and marks, accepts well-formed thousands separators and one minus sign, and
refuses everything else (1E+5, NaN, 1_000, ٣) in one clear sentence. -0 is 0.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .measures import fold
from .rounding import EXACT, ZERO, plain

_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class NumberError(ValueError):
    """The text is no figure within the bounds; the message is the sentence shown to the person."""


@dataclass(frozen=True)
class Bounds:
    """What one column can hold: decimals, smallest and largest value, both included."""

    places: int
    smallest: Decimal
    largest: Decimal


LIMIT = Decimal("9999999999999.99")
MONEY = Bounds(places=2, smallest=-LIMIT, largest=LIMIT)
"""Yuan to the 分, either sign."""
SPENDING = Bounds(places=2, smallest=ZERO, largest=LIMIT)
"""Yuan to the 分, never negative."""
MARKS = Bounds(places=4, smallest=ZERO, largest=Decimal(100))
"""Weights and scores, 0 to 100."""
RATE = Bounds(places=2, smallest=Decimal(0), largest=Decimal(10) ** 15)
"""Printed rates in per cent; above 100 happens."""
QUANTITY = Bounds(places=6, smallest=-(Decimal(10) ** 12 - 1), largest=Decimal(10) ** 12 - 1)
"""Targets and actual values of indicators."""


def read_number(text: str, bounds: Bounds) -> Decimal | None:
    """Read one typed figure; blank is None. Raises NumberError."""
    folded = fold(text)
    if not folded:
        return None
    if len(folded) > 40 or not (_PLAIN.fullmatch(folded) or _GROUPED.fullmatch(folded)):
        raise NumberError(f"“{text.strip()[:40]}”不是数字，请填写如 1234.56 的数字。")
    return check_bounds(Decimal(folded.replace(",", "")), bounds)


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

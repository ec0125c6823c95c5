"""The one place where figures are rounded (四舍五入, half up)."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import cache

ZERO = Decimal(0)
HUNDRED = Decimal(100)

# Wide enough for any product of two bounded figures: no rounding happens before `round_half_up`.
EXACT = Context(prec=60)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round to `places` decimals, half away from zero, as printed lines are; -0.00 becomes 0.00."""
    return value.quantize(_step(places), rounding=ROUND_HALF_UP, context=EXACT) + ZERO


def round_down(value: Decimal, places: int = 2) -> Decimal:
    """The largest printable figure that is not above a (positive) value: 6.6667 → 6.66."""
    return value.quantize(_step(places), rounding=ROUND_DOWN, context=EXACT)


@cache
def _step(places: int) -> Decimal:
    """The last place kept: 2 → 0.01."""
    return Decimal(1).scaleb(-places)


def quotient(part: Decimal, whole: Decimal) -> Decimal:
    """part ÷ whole to 60 digits; the caller has excluded a whole of 0."""
    return EXACT.divide(part, whole)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """part ÷ whole in per cent, half up to 2 decimals: 2123.04 of 2161.48 → 98.22."""
    return round_half_up(quotient(EXACT.multiply(part, HUNDRED), whole))


def plain(value: Decimal) -> str:
    """Write a figure without exponent and without trailing zeros: 23333.560 → 23333.56, -0 → 0."""
    if value == ZERO:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(value: Decimal) -> str:
    """Write a score or money with its two decimals, half up: 76 → 76.00."""
    return format(round_half_up(value), "f")

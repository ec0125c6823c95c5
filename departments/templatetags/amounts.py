"""How figures look on the screen: money in 元 or 万元, rates, marks. Blank stays blank."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import template

from departments.scoring.rounding import EXACT, plain, printed, round_half_up

register = template.Library()
TEN_THOUSAND = Decimal(10_000)
BLANK = "—"


def _or_blank(write: Callable[[Decimal], str]) -> Callable[[Any], str]:
    """A row without a result yet gives None or an empty text: both are shown as blank."""
    return lambda value: write(value) if isinstance(value, Decimal) else BLANK


def yuan(value: Decimal) -> str:
    """1234567.8 → 1,234,567.80."""
    return format(round_half_up(value), ",f")


def wan(value: Decimal) -> str:
    """Yuan in 万元, half up to 2 decimals: 21614800 → 2,161.48."""
    return yuan(EXACT.divide(value, TEN_THOUSAND))


def rate(value: Decimal) -> str:
    """98.22 → 98.22%."""
    return f"{printed(value)}%"


FILTERS = {"yuan": yuan, "wan": wan, "rate": rate, "marks": printed, "figure": plain}
"""Filter in templates → how it writes a figure."""
for name, write in FILTERS.items():
    register.filter(name, _or_blank(write))

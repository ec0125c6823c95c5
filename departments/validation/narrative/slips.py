"""Slips of the hand: a figure that is the right one but for a digit. They speak for a doubtful reading."""

from decimal import Decimal

from .judging import rounded
from .quantities import Quantity

SURE, SWAPPED = 4, 3
"""Digits from which chance likeness is rare: of 10,000 values 36 have one other, of 1,000 two are swapped."""


def is_slip(quantity: Quantity, exact: Decimal, digits: int = SURE) -> bool:
    """Whether one other digit, or two neighbours in the other order, make it right."""
    said, right = (_digits(x) for x in (quantity.value, rounded(quantity, exact)))
    if len(said) != len(right):
        return False
    places = [n for n, pair in enumerate(zip(said, right, strict=True)) if pair[0] != pair[1]]
    if len(places) == 2 and places[1] == places[0] + 1 and len(said) >= SWAPPED:
        return said[places[0]] == right[places[1]] and said[places[1]] == right[places[0]]
    return len(places) == 1 and len(said) >= digits


def _digits(value: Decimal) -> str:
    return "".join(map(str, value.as_tuple().digits)).lstrip("0")

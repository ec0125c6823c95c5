"""The ways in which a change follows from two figures."""

from decimal import Decimal

from departments.scoring.rounding import HUNDRED

from .judging import shown
from .operands import shown_both
from .readings import Reading
from .sentences import Mention

CHANGES = "check_narrative_changes"


def between_levels(change: Mention, base: Mention, level: Mention, *, is_sure: bool = False) -> Reading:
    """From the first level to the second, in the unit in which the change is said."""
    words = shown_both(level, base, "－")
    if change.quantity.unit == "%" and base.quantity.unit != "%":
        words = f"（{words}）÷{shown(base.quantity)}"
        return Reading((base, level), _relative, words, is_sure)
    return Reading((base, level), _absolute, words, is_sure)


def from_base(change: Mention, base: Mention, difference: Mention) -> Reading:
    """“与12万元相比减少3.36万元，下降28%”."""
    rises = difference.quantity.direction

    def grown(before: Decimal, by: Decimal) -> Decimal:
        return rises * abs(by) / before * HUNDRED

    return Reading((base, difference), grown, shown_both(difference, base, "÷"), is_sure=True)


def of_level(change: Mention, level: Mention, difference: Mention, *, is_sure: bool = False) -> Reading:
    """“112人，比上年增加12人，增长12%”: the base is what the level was before."""
    sign = "－" if difference.quantity.direction > 0 else "＋"
    words = f"{shown(difference.quantity)}÷（{shown_both(level, difference, sign)}）"
    rises = difference.quantity.direction

    def grown(now: Decimal, by: Decimal) -> Decimal:
        return rises * abs(by) / (now - rises * abs(by)) * HUNDRED

    return Reading((level, difference), grown, words, is_sure)


def _relative(base: Decimal, level: Decimal) -> Decimal:
    return (level - base) / abs(base) * HUNDRED


def _absolute(base: Decimal, level: Decimal) -> Decimal:
    return level - base

"""A change against the two levels it lies between."""

from decimal import Decimal

from departments.scoring.rounding import HUNDRED, ZERO, plain

from .judging import UNKNOWN, WRONG, Statement, judged, shown, written
from .operands import percent_of, shown_both
from .sentences import Mention

CHANGES = "check_narrative_changes"


def change_stated(change: Mention, one: Mention, other: Mention | Decimal) -> Statement | None:
    """The change from the first level to the second, in the unit in which it is said."""
    operands: tuple[Mention, ...] = (one,) if isinstance(other, Decimal) else (one, other)
    base, level = one.quantity.amount, ZERO
    if isinstance(other, Decimal):
        base, level = other, base
    else:
        level = other.quantity.amount
    unit, exact = change.quantity.unit, level - base
    in_points = unit == "%" and one.quantity.unit != "%"
    if in_points and base <= ZERO:
        return None
    if in_points:
        exact = percent_of(exact, base)
    elif unit not in ("%", "百分点"):
        exact = exact / change.quantity.scale
    return _verdict(change, exact, operands, base, level)


def _verdict(
    change: Mention, exact: Decimal, operands: tuple[Mention, ...], base: Decimal, level: Decimal
) -> Statement:
    falls = change.quantity.direction < 0
    verdict = judged(change.quantity, -exact if falls else exact)
    if verdict == WRONG and _is_open(change, operands, exact):
        verdict = UNKNOWN
    if len(operands) == 2:
        computation = f"{shown_both(operands[1], operands[0], '－')}"
    else:
        computation = f"{shown(operands[0].quantity)}，此前为{plain(base / operands[0].quantity.scale)}"
    result = f"{computation}，变动{plain(exact.quantize(Decimal('0.0001')))}{change.quantity.unit}"
    expected = written(change.quantity, -exact if falls else exact)
    return Statement(CHANGES, change, verdict, expected, result, operands)


def _is_open(change: Mention, operands: tuple[Mention, ...], exact: Decimal) -> bool:
    """Whether the rounding of the levels explains the difference."""
    steps = [x.quantity.step / 2 for x in operands if x.quantity.scale > 1 or x.quantity.decimals]
    if not steps or not operands:
        return False
    amounts = [abs(x.quantity.amount) for x in operands]
    slack = sum(steps, ZERO)
    if change.quantity.unit == "%" and operands[0].quantity.unit != "%":
        slack = percent_of(slack, min(amounts)) * (1 + abs(exact) / HUNDRED) if min(amounts) else ZERO
    else:
        slack = slack / change.quantity.scale
    half = Decimal(1).scaleb(-change.quantity.decimals) / 2
    return abs(abs(change.quantity.value) - abs(exact)) <= slack + half

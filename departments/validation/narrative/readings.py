"""What a figure may have been computed from: every reading is tried, one that agrees settles it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext
from itertools import product

from departments.scoring.rounding import EXACT, ZERO, plain

from .judging import AGREES, ROUNDING, TRUNCATED, UNKNOWN, WRONG, Statement, judged, written
from .operands import is_decided
from .sentences import Mention
from .slips import is_slip

Formula = Callable[..., Decimal]
MOST = 4
"""Of more readings one could look like a slip by chance."""


@dataclass(frozen=True)
class Reading:
    """Operands, and the formula of their amounts; `words` show it with the operands as printed."""

    operands: tuple[Mention, ...]
    formula: Formula
    words: str
    is_sure: bool = False
    """Whether the words leave no doubt that this is meant."""
    is_printed: bool = False
    """Whether the operands count as printed: decimals are exact, and so is a balance in the last place."""


def decided(check: str, mention: Mention, readings: Iterable[Reading]) -> Statement | None:
    """The reading that agrees; else one from which only a slip parts it; else the first sure one."""
    with localcontext(EXACT):
        return _decided(check, mention, readings)


def _decided(check: str, mention: Mention, readings: Iterable[Reading]) -> Statement | None:
    read = [(x, found) for x in readings if (found := _stated(check, mention, x))]
    settled = [found for _, found in read if found.verdict == AGREES]
    near = [(x, found) for x, found in read[:MOST] if _slipped(mention, x, found)]
    settled += [found for x, found in sorted(near, key=lambda pair: not pair[0].is_sure)]
    settled += [found for x, found in read if x.is_sure]
    return settled[0] if settled else None


def _slipped(mention: Mention, reading: Reading, found: Statement) -> bool:
    exact = _exact(mention, reading)
    return found.verdict != UNKNOWN and exact is not None and is_slip(mention.quantity, exact)


def _stated(check: str, mention: Mention, reading: Reading) -> Statement | None:
    exact = _exact(mention, reading)
    if exact is None:
        return None
    verdict = judged(mention.quantity, exact)
    if verdict in (WRONG, ROUNDING, TRUNCATED) and _is_open(mention, reading, exact, verdict):
        verdict = UNKNOWN
    words = f"{reading.words}＝{plain(exact.quantize(Decimal('0.0001')))}{_unit(mention)}"
    return Statement(check, mention, verdict, written(mention.quantity, exact), words, reading.operands)


def _exact(mention: Mention, reading: Reading) -> Decimal | None:
    """The right value in the scale of the figure; a fall is printed without its sign."""
    try:
        value = reading.formula(*(x.quantity.amount for x in reading.operands)) / mention.quantity.scale
    except (DivisionByZero, InvalidOperation):
        return None
    falls = mention.quantity.direction < 0 or (mention.quantity.direction == 0 and value < ZERO)
    return -value if falls and mention.quantity.value >= ZERO else value


def _is_open(mention: Mention, reading: Reading, exact: Decimal, verdict: str) -> bool:
    """Whether the rounding of the operands explains the difference."""
    ends = [range_of(x, is_printed=reading.is_printed) for x in reading.operands]
    try:
        values = [abs(reading.formula(*x)) / mention.quantity.scale for x in product(*ends)]
    except (DivisionByZero, InvalidOperation):
        return True
    low, high = min(values), max(values)
    step = Decimal(1).scaleb(-mention.quantity.decimals)
    if verdict != WRONG and high - low < step:
        return False
    if reading.is_printed and all(x.quantity.step == mention.quantity.step for x in reading.operands):
        return False
    return low - step / 2 <= abs(mention.quantity.value) <= high + step / 2


def range_of(mention: Mention, *, is_printed: bool = False) -> tuple[Decimal, Decimal]:
    """A measured figure in 万 or 亿 stands for a range; counts and what was decided are exact."""
    quantity = mention.quantity
    is_whole = quantity.scale == 1 and (is_printed or not quantity.decimals or quantity.unit == "元")
    is_exact = is_whole or is_decided(mention)
    half = ZERO if is_exact else quantity.step / 2
    return quantity.amount - half, quantity.amount + half


def _unit(mention: Mention) -> str:
    return mention.quantity.text.lstrip("0123456789.,， -")

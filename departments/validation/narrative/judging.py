"""How a printed figure stands to the one computed, at the printed precision."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from departments.scoring.rounding import EXACT, ZERO, plain, round_half_up

from .quantities import Quantity
from .sentences import Mention

AGREES, ROUNDING, TRUNCATED, WRONG, CONTRADICTS, UNKNOWN = CLASSES = (
    "agrees", "rounding", "truncated", "wrong", "contradicts", "unknown",
)  # fmt: skip
"""相符、进位不同、截断、有误、前后矛盾、无从判断."""
FAULTS = (WRONG, CONTRADICTS, TRUNCATED, ROUNDING)
"""The classes that are shown, the gravest first."""
WORDS = {
    ROUNDING: "末位进位不同",
    TRUNCATED: "末位截断，未四舍五入",
    WRONG: "与计算结果不符",
    CONTRADICTS: "前后不一致",
}
"""Class → how a message says it."""


@dataclass(frozen=True)
class Statement:
    """Something a text says that was recomputed: the figure, its class, the right value, the computation."""

    check: str
    mention: Mention
    verdict: str
    expected: str
    computation: str
    operands: tuple[Mention, ...] = ()
    """The figures it was computed from; they are part of what agrees."""
    source: str = ""
    """The row of the tables it was compared with: `indicator:17`, or `figure:` and the name of a figure."""


def judged(quantity: Quantity, exact: Decimal) -> str:
    """The class of a figure against the exact value, in the figure's own unit and scale."""
    value = abs(quantity.value) if quantity.direction and exact >= ZERO else quantity.value
    right = rounded(quantity, exact)
    if not quantity.is_exact:
        return AGREES if _is_near(quantity, exact) else UNKNOWN
    if value == right:
        return AGREES
    if right == exact:
        return WRONG
    if value == _cut(exact, quantity.decimals):
        return TRUNCATED
    return ROUNDING if abs(value - right) == Decimal(1).scaleb(-quantity.decimals) else WRONG


def rounded(quantity: Quantity, exact: Decimal) -> Decimal:
    """The exact value at the precision in which the figure is printed."""
    return round_half_up(exact, quantity.decimals)


def written(quantity: Quantity, exact: Decimal) -> str:
    """The right value as the text would print it: 105.5%, 16.40%, 3家."""
    number = format(rounded(quantity, exact), "f")
    digits = "0123456789.,，-"
    rest = quantity.text.lstrip(digits) if quantity.text[:1] in digits else quantity.unit
    return number + rest.strip()


def allowed(low: Decimal, high: Decimal, quantity: Quantity) -> bool:
    """Whether a printed value lies in what the rounding of its operands leaves open."""
    half = Decimal(1).scaleb(-quantity.decimals) / 2
    return low - half <= abs(quantity.value) <= high + half


def shown(quantity: Quantity) -> str:
    """A figure for a computation, in its own scale: 722.8."""
    return plain(abs(quantity.value))


def unsaid(found: Statement) -> Statement:
    """The same without a verdict: the words leave a doubt."""
    return Statement(found.check, found.mention, UNKNOWN, "", "")


def _cut(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN, context=EXACT)


def _is_near(quantity: Quantity, exact: Decimal) -> bool:
    """An estimate agrees when it is on the right side, or within a twentieth."""
    value = abs(quantity.value)
    if quantity.upper is not None:
        return value <= exact <= quantity.upper
    if quantity.bound == "at_least" and exact >= value:
        return True
    if quantity.bound == "at_most" and exact <= value:
        return True
    return abs(exact - value) * 20 <= abs(exact)

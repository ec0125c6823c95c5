"""The amounts of one row in yuan: read in their columns' units, each checked against the others."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from departments.scoring.numbers import MONEY, SPENDING, NumberError, check_bounds, read_number
from departments.scoring.rounding import EXACT, ZERO, plain

from .columns import AMOUNTS
from .units import factor

Tell = Callable[[str, str, str], None]
"""Takes the field, what stands there, and what is wrong with it."""
Figures = Mapping[str, Decimal | None]
_BOUNDS = {"initial": SPENDING, "adjustment": MONEY, "adjusted": MONEY, "spent": SPENDING}


def read(cells: Mapping[str, str], units: Mapping[str, str], tell: Tell) -> dict[str, Decimal]:
    """年初预算数, 调整数 and 执行数 where the row says them or they follow; what is wrong is told."""
    told: list[str] = []

    def noted(name: str, text: str, message: str) -> None:
        told.append(name)
        tell(name, text, message)

    found = {x: _figure(x, cells[x], units[x], noted) for x in AMOUNTS if x in cells}
    if not told and found.get("adjusted") is not None:
        found |= _from_adjusted(found, cells, noted)
    figures = {x: found.get(x) for x in ("initial", "adjustment", "spent")}
    return {} if told else {x: y for x, y in figures.items() if y is not None}


def add(one: Mapping[str, Decimal], other: Mapping[str, Decimal], tell: Tell) -> dict[str, Decimal]:
    """Two rows of one place as one; a sum that no line can hold is told."""
    summed = {x: one.get(x, ZERO) + other.get(x, ZERO) for x in {**one, **other}}
    return {x: y for x, y in summed.items() if _is_within(x, y, "同一位置各行相加后", tell)}


def _figure(name: str, text: str, unit: str, tell: Tell) -> Decimal | None:
    try:
        value = read_number(text, MONEY)
        if value is None:
            return None
        is_in_words = any(x in text for x in ("元", "万", "亿"))
        times = 1 if is_in_words else factor(unit)
        return check_bounds(EXACT.multiply(value, Decimal(times)), _BOUNDS[name])
    except NumberError as problem:
        tell(name, text, str(problem))
        return None


def _from_adjusted(found: Figures, cells: Mapping[str, str], tell: Tell) -> dict[str, Decimal]:
    """What 调整后预算数 adds; where all three stand there, they must agree."""
    adjusted, initial = found.get("adjusted") or ZERO, found.get("initial")
    adjustment = found.get("adjustment")
    if "initial" not in cells:
        derived = {"initial": adjusted - (adjustment or ZERO), "adjustment": adjustment or ZERO}
    elif initial is None:
        tell("initial", "", "有调整后预算数而没有年初预算数，推不出调整数；请填写年初预算数，没有的填0。")
        return {}
    elif adjustment is None:
        derived = {"adjustment": adjusted - initial}
    elif initial + adjustment != adjusted:
        expected = f"年初预算数加调整数是{plain(initial + adjustment)}元，应与调整后预算数相等。"
        tell("adjusted", cells["adjusted"], expected)
        return {}
    else:
        return {}
    return {x: y for x, y in derived.items() if _is_within(x, y, "由调整后预算数推出的数", tell)}


def _is_within(name: str, value: Decimal, what: str, tell: Tell) -> bool:
    try:
        check_bounds(value, _BOUNDS[name])
    except NumberError as problem:
        tell(name, plain(value), f"{what}{problem}")
        return False
    return True

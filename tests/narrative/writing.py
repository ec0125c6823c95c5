"""What the writers of generated paragraphs share: chance, money, slips of the hand."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

D = Decimal


class Chance(random.Random):
    """Chance that gives no name twice in one report."""

    def fresh(self, names: Sequence[str]) -> str:
        """A name that was not given yet."""
        used: set[str] = self.__dict__.setdefault("used", set())
        name = self.choice([x for x in names if x not in used])
        used.add(name)
        return name

    def forget(self) -> None:
        """Begin another report."""
        self.__dict__["used"] = set()


@dataclass
class Paragraph:
    """Right text; per error class the wrong text, the wrong figure, the right one."""

    text: str
    errors: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    also: str = ""
    """A paragraph of another place that states the same figure."""


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(D(1).scaleb(-places), ROUND_HALF_UP)


def money(rng: Chance, low: int, high: int, places: int = 2) -> Decimal:
    return D(rng.randint(low * 10**places, high * 10**places)).scaleb(-places)


def other(rng: Chance, value: Decimal) -> Decimal:
    """Another value of the same form, as a slip of the hand makes it: a digit changed, two swapped."""
    digits = list(str(value))
    places = [n for n, x in enumerate(digits) if x.isdigit()]
    for _ in range(50):
        changed = digits[:]
        place = rng.choice(places)
        if rng.random() < 0.4 and len(places) > 1:
            mate = places[(places.index(place) + 1) % len(places)]
            changed[place], changed[mate] = changed[mate], changed[place]
        else:
            changed[place] = str((int(changed[place]) + rng.randint(1, 9)) % 10)
        if (
            changed != digits
            and changed[0] != "0"
            and abs(D("".join(changed)) - value) > D(2).scaleb(int(value.as_tuple().exponent))
        ):
            return D("".join(changed))
    return value + 5


def wrong_rate(rng: Chance, exact: Decimal, places: int) -> dict[str, Decimal]:
    """The ways in which a percentage goes wrong."""
    right = half_up(exact, places)
    cut = exact.quantize(D(1).scaleb(-places), ROUND_DOWN)
    step = D(1).scaleb(-places)
    ways = {"wrong": other(rng, right)}
    if cut != right:
        ways["truncated"] = cut
    elif exact != right:
        ways["rounding"] = right + step
    return ways


def percentage(rng: Chance, prefix: str, template: str, exact: Decimal, places: int) -> Paragraph:
    """`template` with {p} for the percentage."""
    right = half_up(exact, places)
    found = Paragraph(template.replace("{p}", f"{right}%"))
    for way, value in wrong_rate(rng, exact, places).items():
        kind = f"{prefix} {way}" if way == "wrong" else way
        found.errors[kind] = (template.replace("{p}", f"{value}%"), f"{value}%", f"{right}%")
    return found

"""Bars as the template draws them: whole numbers on a scale of 1000, so the same picture on every screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

SCALE = 1000


@dataclass(frozen=True)
class Bar:
    """One bar with its figure in words; `link` opens the list behind it."""

    label: str
    words: str
    width: int
    link: str = ""
    kind: str = ""


def bars(rows: Iterable[tuple[str, int | Decimal, str, str]], longest: int | Decimal = 0) -> list[Bar]:
    """Label, figure, words and link of each; the longest fills the picture."""
    drawn = list(rows)
    whole = longest or max((figure for _, figure, *_ in drawn), default=0)
    return [
        Bar(label, words, min(SCALE, int(SCALE * figure / whole)) if whole else 0, link)
        for label, figure, words, link in drawn
    ]

"""Pictures as plain shapes, drawn by one SVG template on screen and on paper.

On screen each part leads to its list. Colours and sizes are attributes, as the content policy asks; lengths
are units of the picture's own width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, NamedTuple

WIDE = 480
INK, PALE, GROUND, GREEN, AMBER, RED = "#17365d", "#94aecf", "#e8eef6", "#1b6e3c", "#9a5b00", "#a32020"
ROW, BAR, LEFT, RIGHT = 26, 14, 92, 356
"""Of a picture of rows: height of a row and of its bar, where bars begin and where they end at most."""
TOP, FLOOR, TALL = 34, 164, 204
"""Of a picture of columns: the tops of the tallest, their feet, the height of all."""


class Rect(NamedTuple):
    """A filled rectangle."""

    x: int
    y: int
    width: int
    height: int
    fill: str


class Words(NamedTuple):
    """Text on its baseline; `anchor` is start, middle or end."""

    x: int
    y: int
    text: str
    anchor: str = "start"
    fill: str = "#1d2733"


class Mark(NamedTuple):
    """What belongs together and leads to one list; `said` is what a screen reader says of it."""

    said: str
    rects: tuple[Rect, ...]
    words: tuple[Words, ...]
    link: str = ""


@dataclass(frozen=True)
class Bar:
    """A figure with its words; `before` is that of the year before, None without one."""

    label: str
    figure: int | Decimal
    words: str
    link: str = ""
    before: int | Decimal | None = None
    fill: str = INK


@dataclass(frozen=True)
class Picture:
    """A block of a document, too; `said` are its figures for formats without pictures."""

    kind: ClassVar[str] = "picture"
    title: str
    height: int
    marks: tuple[Mark, ...]
    legend: tuple[Mark, ...]
    said: tuple[tuple[str, str], ...]
    width: int = WIDE

    @property
    def is_empty(self) -> bool:
        return not self.marks


def rows(title: str, bars: Sequence[Bar], years: tuple[str, str] = ("", "")) -> Picture:
    """Bars one below the other between label and words; the longest fills the width."""
    legend, top = _legend(bars, years), 22 if _compared(bars) else 0
    longest = _longest(bars)
    marks = tuple(_row(bar, top + at * ROW, longest) for at, bar in enumerate(bars))
    return Picture(title, top + len(marks) * ROW, marks, legend, _said(bars))


def columns(title: str, bars: Sequence[Bar], years: tuple[str, str] = ("", "")) -> Picture:
    """Bars side by side, each with its words above and its label below; the longest fills the height."""
    longest = _longest(bars)
    marks = tuple(_column(bar, at, len(bars), longest) for at, bar in enumerate(bars))
    return Picture(title, TALL, marks, _legend(bars, years), _said(bars))


def _row(bar: Bar, top: int, longest: Decimal) -> Mark:
    length = _scaled(bar.figure, longest, RIGHT - LEFT)
    rects = [Rect(LEFT, top + 4, RIGHT - LEFT, BAR, GROUND), Rect(LEFT, top + 4, length, BAR, bar.fill)]
    if bar.before is not None:
        rects.append(Rect(LEFT, top + 4 + BAR, _scaled(bar.before, longest, RIGHT - LEFT), 4, PALE))
    words = (Words(LEFT - 8, top + 16, bar.label, "end"), Words(RIGHT + 8, top + 16, bar.words))
    return Mark(f"{bar.label} {bar.words}", tuple(rects), words, bar.link)


def _column(bar: Bar, at: int, number: int, longest: Decimal) -> Mark:
    step = WIDE // number
    middle, half = at * step + step // 2, max(6, min(20, step // 3))
    height = _scaled(bar.figure, longest, FLOOR - TOP)
    rects = [
        Rect(at * step, FLOOR, step, 1, PALE),
        Rect(middle - half, FLOOR - height, 2 * half, height, bar.fill),
    ]
    if bar.before is not None:
        tall = _scaled(bar.before, longest, FLOOR - TOP)
        rects.insert(1, Rect(middle - half - 6, FLOOR - tall, 5, tall, PALE))
    above, below = FLOOR - height - 6, FLOOR + 18
    words = (Words(middle, below, bar.label, "middle"), Words(middle, above, bar.words, "middle"))
    return Mark(f"{bar.label} {bar.words}", tuple(rects), words, bar.link)


def _legend(bars: Sequence[Bar], years: tuple[str, str]) -> tuple[Mark, ...]:
    """Which colour is which year, where two are compared."""
    return tuple(_key(years)) if _compared(bars) else ()


def _key(years: tuple[str, str]) -> Iterator[Mark]:
    for at, (year, fill) in enumerate(zip(years, (INK, PALE), strict=True)):
        x = WIDE - 190 + at * 96
        yield Mark(year, (Rect(x, 4, 11, 11, fill),), (Words(x + 16, 14, year),))


def _compared(bars: Sequence[Bar]) -> bool:
    return any(bar.before is not None for bar in bars)


def _longest(bars: Sequence[Bar]) -> Decimal:
    return Decimal(max((max(bar.figure, bar.before or 0) for bar in bars), default=0))


def _scaled(figure: int | Decimal, longest: Decimal, length: int) -> int:
    """Whole units; what is more than nothing is seen."""
    if not longest or figure <= 0:
        return 0
    return max(1, int(length * figure / longest))


def _said(bars: Sequence[Bar]) -> tuple[tuple[str, str], ...]:
    return tuple((bar.label, bar.words) for bar in bars)

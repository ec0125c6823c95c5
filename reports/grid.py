"""Tables with merged cells, as every format draws them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import ClassVar, NamedTuple

from .amounts import Figure
from .text import printable


@dataclass(frozen=True)
class Column:
    """`width` in per cent of the table; `align` is left, center or right."""

    width: int
    align: str = "center"


@dataclass(frozen=True)
class Cell:
    """One cell, over some columns and rows. An empty `align` takes the column's; `tail` never breaks."""

    words: str
    columns: int = 1
    rows: int = 1
    align: str = ""
    head: bool = False
    figure: Figure | None = None
    tail: str = ""
    opens: bool = False
    """The row names what follows and stays with it."""
    closes: bool = False
    """The row sums up what stands above and stays with it."""
    begins: bool = False
    """A part of the table begins; titles of columns then repeat on every page of that part."""
    flows: bool = False
    """The row may be as long as it likes, so a page may end inside it."""

    @property
    def text(self) -> str:
        return printable(self.words + self.tail)

    @classmethod
    def of(cls, figure: Figure | None, columns: int = 1, align: str = "") -> "Cell":
        """A figure, or an empty cell where there is none."""
        return cls(figure.text if figure else "", columns, align=align, figure=figure)

    @property
    def number(self) -> Decimal | None:
        return self.figure.number if self.figure else None


Row = tuple[Cell, ...]
USUAL = 10.5
TIGHT = {"tight": 9.0, "tighter": 7.5}
"""Size of figures that are too long for their column, in points, by the name that print.css gives it too."""
DIGITS_PER_CENT = 0.84
"""Digits of the usual size, half as wide as high, in one per cent of the 156 mm of a page."""
PADDING = 1.2
"""Digits that the padding of a cell takes."""


@dataclass(frozen=True)
class Table:
    """`head` rows repeat on every page; `above` stands left and right over the table, `notes` below.

    `subject` is what the title names, where a long title may break.
    """

    kind: ClassVar[str] = "table"
    name: str
    title: str
    columns: tuple[Column, ...]
    head: tuple[Row, ...]
    rows: tuple[Row, ...]
    above: tuple[str, str] | None = None
    notes: tuple[str, ...] = ()
    subject: str = ""

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return self.head + self.rows

    def placed(self) -> list["Placed"]:
        """Every cell with the place of its upper left corner."""
        return list(place(self.all_rows, self.columns))

    @property
    def parts(self) -> list["Part"]:
        """The rows under the titles that repeat over them."""
        lines = [list(line) for _, line in groupby(self.placed(), key=lambda cell: cell.row)]
        found = [Part(lines[: len(self.head)], [])]
        for line in lines[len(self.head) :]:
            is_head = line[0].cell.begins and all(item.cell.head for item in line)
            if line[0].cell.begins:
                found.append(Part([], []))
            (found[-1].head if is_head else found[-1].lines).append(line)
        return [part for part in found if part.head or part.lines]

    @property
    def repeated(self) -> tuple[int, int] | None:
        """First and last of the rows that a sheet with one head can repeat."""
        heads = [line[0].row for part in self.parts[:2] for line in part.head]
        return (heads[0], heads[-1]) if heads else None


class Placed(NamedTuple):
    """A cell, where it begins, and how its text is set."""

    cell: Cell
    row: int
    column: int
    align: str
    tightness: str = ""
    """A key of `TIGHT` where a figure is too long for its column at the usual size."""


@dataclass(frozen=True)
class Part:
    """Rows of a table under the titles that repeat on every page. Pages end between rows."""

    head: list[list[Placed]]
    lines: list[list[Placed]]

    @property
    def is_whole(self) -> bool:
        """A few rows without titles, which stay on one page."""
        return not self.head and not any(line[0].cell.flows for line in self.lines)

    @property
    def has_merged_rows(self) -> bool:
        """Pages may end inside a merged cell, whose lower edge then needs a rule of its own."""
        return any(item.cell.rows > 1 for line in self.lines for item in line)


def _tightness(cell: Cell, width: int) -> str:
    """The largest size at which the digits of an amount stay on one line; a figure never breaks in two."""
    if cell.number is None or len(cell.text) <= (room := width * DIGITS_PER_CENT - PADDING):
        return ""
    fitting = (name for name, size in TIGHT.items() if len(cell.text) * size <= room * USUAL)
    return next(fitting, list(TIGHT)[-1])


def place(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[Placed]:
    """Find the place of each cell: cells merged from above push the next ones to the right."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            width = sum(x.width for x in columns[column : column + cell.columns])
            yield Placed(cell, number, column, cell.align or columns[column].align, _tightness(cell, width))
            if cell.rows > 1:
                taken |= {(number + r, column + c) for r in range(1, cell.rows) for c in range(cell.columns)}
            column += cell.columns


def head(*texts: str, begins: bool = False) -> Row:
    """A row of head cells."""
    return tuple(Cell(text, head=True, align="center", begins=begins) for text in texts)

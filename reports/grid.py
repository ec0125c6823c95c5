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


@dataclass(frozen=True)
class Table:
    """`head` rows repeat on every page; `above` stands left and right over the table, `notes` below."""

    kind: ClassVar[str] = "table"
    name: str
    title: str
    columns: tuple[Column, ...]
    head: tuple[Row, ...]
    rows: tuple[Row, ...]
    above: tuple[str, str] | None = None
    notes: tuple[str, ...] = ()

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return self.head + self.rows

    def placed(self) -> list["Placed"]:
        """Every cell with the place of its upper left corner."""
        return list(place(self.all_rows, self.columns))

    @property
    def head_lines(self) -> list[list["Placed"]]:
        """The cells of the repeated rows, row by row."""
        return _by_row(place(self.head, self.columns))

    @property
    def groups(self) -> list["Group"]:
        """The other rows; those that a merged cell ties together are one group and stay on one page."""
        lines = _by_row(place(self.rows, self.columns))
        groups: list[Group] = []
        tied = 0
        for number, line in enumerate(lines):
            if number >= tied:
                groups.append(Group([]))
            groups[-1].lines.append(line)
            tied = max(tied, *(number + item.cell.rows for item in line), number + 1)
        return groups


class Placed(NamedTuple):
    """A cell, where it begins, and how its text is set."""

    cell: Cell
    row: int
    column: int
    align: str


@dataclass(frozen=True)
class Group:
    """Rows that stay together."""

    lines: list[list[Placed]]

    @property
    def is_heading(self) -> bool:
        """A row that names what follows."""
        first = self.lines[0]
        return len(self.lines) == 1 and (first[0].cell.opens or all(item.cell.head for item in first))

    @property
    def is_closing(self) -> bool:
        """A total."""
        return self.lines[0][0].cell.closes


def _by_row(cells: Iterator[Placed]) -> list[list[Placed]]:
    return [list(line) for _, line in groupby(cells, key=lambda cell: cell.row)]


def place(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[Placed]:
    """Find the place of each cell: cells merged from above push the next ones to the right."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            yield Placed(cell, number, column, cell.align or columns[column].align)
            if cell.rows > 1:
                taken |= {(number + r, column + c) for r in range(1, cell.rows) for c in range(cell.columns)}
            column += cell.columns


def head(*texts: str) -> Row:
    """A row of head cells."""
    return tuple(Cell(text, head=True, align="center") for text in texts)

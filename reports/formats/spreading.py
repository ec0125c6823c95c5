"""Long texts in a sheet: a row higher than Excel can make it becomes several, and nothing is cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from math import ceil

from ..grid import Placed, Table
from ..titles import width

TALLEST = 12
"""Lines of one cell from which its text is spread over several rows."""
PIECE = 10
"""Lines of one such row: low enough that a page is filled to its end."""
HIGHEST = 26
"""Lines of one row; Excel makes none higher than 409 points and hides the rest."""
PADDING = 2.0
"""Characters of Excel that a cell keeps free."""
SLACK = 2.0
"""What a line may lose where punctuation must not begin the next one."""


@dataclass
class Spread:
    """The rows of a table as a sheet holds them: `rows[n]` are the lines in each sheet row of row n."""

    rows: list[list[float]]
    pieces: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """Row and column of a long text → its pieces, one for each sheet row."""

    def first(self, row: int) -> int:
        """Sheet rows before this row of the table."""
        return self._before[row]

    @cached_property
    def _before(self) -> list[int]:
        return [0, *accumulate(len(lines) for lines in self.rows)]

    @property
    def lines(self) -> Iterator[float]:
        """The lines of every sheet row."""
        for lines in self.rows:
            yield from lines


def spread(table: Table, widths: Sequence[float]) -> Spread:
    """Excel fits no row to a merged cell: give each row the lines of its fullest cell."""
    found = Spread([[1.0] for _ in table.all_rows])
    cells = sorted(table.placed(), key=lambda placed: placed.cell.rows)
    rooms = {(x.row, x.column): sum(widths[x.column : x.column + x.cell.columns]) - PADDING for x in cells}
    for placed in cells:
        room = rooms[placed.row, placed.column]
        if placed.cell.rows == 1 and lines_of(placed.cell.text, room) > TALLEST:
            _cut(found, placed, room - SLACK)
    for placed in cells:
        if (placed.row, placed.column) not in found.pieces:
            _make_room(found, placed, lines_of(placed.cell.text, rooms[placed.row, placed.column]))
    found.rows = [[line for high in row for line in _even(high)] for row in found.rows]
    return found


def lines_of(text: str, room: float) -> int:
    """Lines of a text in a cell that holds `room` characters of Excel."""
    return sum(max(1, ceil(width(line) * 2 / room)) for line in text.split("\n"))


def _cut(found: Spread, placed: Placed, room: float) -> None:
    pieces = [piece for line in placed.cell.text.split("\n") for piece in _pieces(line, room * PIECE / 2)]
    found.pieces[placed.row, placed.column] = pieces
    row = found.rows[placed.row]
    row += [1.0] * (len(pieces) - len(row))
    for number, piece in enumerate(pieces):
        row[number] = max(row[number], lines_of(piece, room))


def _pieces(line: str, longest: float) -> Iterator[str]:
    piece, wide = "", 0.0
    for char in line:
        if wide + width(char) > longest:
            yield piece
            piece, wide = "", 0.0
        piece += char
        wide += width(char)
    yield piece


def _make_room(found: Spread, placed: Placed, needed: int) -> None:
    rows = found.rows[placed.row : placed.row + placed.cell.rows]
    missing = needed - sum(map(sum, rows))
    for row in rows:
        row[-1] += max(0.0, missing / len(rows))


def _even(lines: float) -> list[float]:
    """A row too high for Excel as several of equal height."""
    parts = ceil(lines / HIGHEST)
    return [lines / parts] * parts

"""What was read from an upload, whatever its format: sheets of cells, or paragraphs and tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

NUMBER, TEXT, FORMULA, ERROR, EMPTY_FORMULA = "n", "s", "f", "e", "u"
"""Kinds of cells: a figure, a text, a formula with its kept result, #REF!, a formula without result."""


class Refused(ValueError):
    """The file is not read; the message says why, to the person who sent it."""


@dataclass(frozen=True)
class Cell:
    """One cell as text; figures are written plainly, per cent as 98.22%."""

    text: str
    kind: str = TEXT


BLANK = Cell("")


@dataclass(frozen=True)
class Sheet:
    """`rows` by number from 1, each cell by its column from 1; `merged` are top, left, bottom, right."""

    title: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        return self.rows.get(row, {}).get(column, BLANK)

    @property
    def width(self) -> int:
        return max((max(cells) for cells in self.rows.values() if cells), default=0)


@dataclass(frozen=True)
class Block:
    """A paragraph of a document, or a reference to the table that stands here."""

    text: str = ""
    table: int | None = None


@dataclass(frozen=True)
class Book:
    """One upload. A document has `blocks`; its tables are its sheets."""

    sheets: tuple[Sheet, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def is_document(self) -> bool:
        return bool(self.blocks)

    def to_json(self) -> dict[str, Any]:
        """As it is kept between preview and confirmation."""
        return {
            "sheets": [
                {
                    "title": sheet.title,
                    "hidden": sheet.hidden,
                    "merged": sheet.merged,
                    "rows": [[row, list(_cells(cells))] for row, cells in sheet.rows.items()],
                }
                for sheet in self.sheets
            ],
            "blocks": [[block.text, block.table] for block in self.blocks],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Book":
        return cls(
            sheets=tuple(
                Sheet(
                    title=sheet["title"],
                    hidden=sheet["hidden"],
                    merged=tuple((top, left, bottom, right) for top, left, bottom, right in sheet["merged"]),
                    rows={
                        row: {at: Cell(text, kind) for at, text, kind in cells}
                        for row, cells in sheet["rows"]
                    },
                )
                for sheet in data["sheets"]
            ),
            blocks=tuple(Block(text, table) for text, table in data["blocks"]),
        )


def _cells(cells: dict[int, Cell]) -> Iterator[tuple[int, str, str]]:
    return ((column, cell.text, cell.kind) for column, cell in cells.items())

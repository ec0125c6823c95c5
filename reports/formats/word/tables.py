"""Tables in Word: fixed widths, merged cells, head rows on every page, rows and their groups unbroken."""

from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length

from ...grid import Placed, Table
from . import styles
from .xml import element, set_font

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def add(document: Document, table: Table, width: Length) -> None:
    """Draw the table at the end of the document."""
    drawn = document.add_table(len(table.all_rows), len(table.columns))
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    widths = [Length(width * column.width // 100) for column in table.columns]
    for column, share in zip(drawn.columns, widths, strict=True):
        column.width = share
    grid = [list(row.cells) for row in drawn.rows]
    for row in grid:
        for cell, share in zip(row, widths, strict=True):
            cell.width = share
    for placed in table.placed():
        _fill(grid, placed)
    _rows(drawn, table)


def _fill(grid: list[list[Any]], placed: Placed) -> None:
    cell, row, column, align = placed
    drawn = grid[row][column]
    if cell.columns > 1 or cell.rows > 1:
        drawn = drawn.merge(grid[row + cell.rows - 1][column + cell.columns - 1])
    drawn.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    lines = cell.text.split("\n")
    for number, line in enumerate(lines):
        paragraph = drawn.paragraphs[0] if number == 0 else drawn.add_paragraph()
        paragraph.style = styles.CELL
        paragraph.alignment = ALIGNMENTS["center" if cell.head else align]
        run = paragraph.add_run(line)
        if cell.head:
            set_font(run, styles.HEITI, latin=styles.SONGTI)


def _rows(drawn: Any, table: Table) -> None:
    kept = _kept_with_next(table)
    for number, row in enumerate(drawn.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if number < len(table.head):
            properties.append(element("tblHeader"))
        if number in kept:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True


def _kept_with_next(table: Table) -> set[int]:
    """Rows of a group but its last, rows that name what follows, the row before a total."""
    kept = set(range(len(table.head)))
    number = len(table.head)
    for group in table.groups:
        last = number + len(group.lines) - 1
        kept |= set(range(number, last)) | ({last} if group.is_heading else set())
        kept |= {number - 1} if group.is_closing else set()
        number = last + 1
    return kept

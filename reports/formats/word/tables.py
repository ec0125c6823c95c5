"""Tables in Word: fixed widths, merged cells, head rows on every page, rows unbroken.

Word repeats only the first rows of a table, so every part with titles of its own is a table of its own.
"""

from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Pt

from ...grid import Part, Placed, Table
from . import figures, styles
from .xml import element, set_font

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def add(document: Document, table: Table, width: Length) -> None:
    """Draw the table at the end of the document."""
    widths = [Length(width * column.width // 100) for column in table.columns]
    for number, part in enumerate(table.parts):
        if number:
            _join(document)
        _part(document, part, widths)


def _join(document: Document) -> None:
    """A hidden paragraph: without one, Word takes two tables for one; seen, it would part them."""
    paragraph = document.add_paragraph(style=styles.CELL)
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.paragraph_format.keep_with_next = True
    mark = element("rPr")
    mark.append(element("vanish"))
    paragraph._p.get_or_add_pPr().append(mark)


def _part(document: Document, part: Part, widths: list[Length]) -> None:
    lines = part.head + part.lines
    drawn = document.add_table(len(lines), len(widths))
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    for column, share in zip(drawn.columns, widths, strict=True):
        column.width = share
    grid = [list(row.cells) for row in drawn.rows]
    for row in grid:
        for cell, share in zip(row, widths, strict=True):
            cell.width = share
    for line in lines:
        for placed in line:
            _fill(grid, placed._replace(row=placed.row - lines[0][0].row), widths)
    _rows(drawn, part)


def _fill(grid: list[list[Any]], placed: Placed, widths: list[Length]) -> None:
    cell, row, column, align, _ = placed
    drawn = grid[row][column]
    if cell.columns > 1 or cell.rows > 1:
        drawn = drawn.merge(grid[row + cell.rows - 1][column + cell.columns - 1])
    drawn.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    width = Length(sum(widths[column : column + cell.columns]))
    size = figures.fit(drawn, cell.figure, width) if cell.figure else None
    lines = cell.text.split("\n")
    for number, line in enumerate(lines):
        paragraph = drawn.paragraphs[0] if number == 0 else drawn.add_paragraph()
        paragraph.style = styles.CELL
        paragraph.alignment = ALIGNMENTS["center" if cell.head else align]
        run = paragraph.add_run(line)
        if size:
            run.font.size = size
        if cell.head:
            set_font(run, styles.HEITI, latin=styles.SONGTI)


def _rows(drawn: Any, part: Part) -> None:
    lines = part.head + part.lines
    following = [*lines[1:], None]
    for number, (row, line, after) in enumerate(zip(drawn.rows, lines, following, strict=True)):
        properties = row._tr.get_or_add_trPr()
        first = line[0].cell
        if not first.flows:
            properties.append(element("cantSplit"))
        if number < len(part.head):
            properties.append(element("tblHeader"))
        if first.opens or (after and (number < len(part.head) or part.is_whole or after[0].cell.closes)):
            _keep_with_next(row)


def _keep_with_next(row: Any) -> None:
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True

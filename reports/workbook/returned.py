"""The uploaded workbook again, with red cells and comments where something is wrong.

It is written anew from what was read, so nothing of a doubtful file comes back but its texts.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from departments.models import WorkbookImport
from departments.views.kinds import scope_of

from ..reading.book import NUMBER, Book, Cell
from . import importing, look, stamp, writing
from .columns import DELETED, SHEETS, SheetKind
from .lines import Line, Problem, read
from .sheets import WrittenRow


def copy_of(upload: WorkbookImport) -> bytes:
    """The workbook with every problem at its cell."""
    book = Book.from_json(upload.content)
    lines = read(book).lines
    scope = scope_of(upload.assessment)
    rows = {
        sheet.name: [_row(line, scope.section_titles) for line in lines if line.kind is sheet]
        for sheet in SHEETS
    }
    copy = writing.write(upload.assessment, scope, rows, stamp.read(book))
    titles = {line.sheet: line.kind for line in lines}
    found: dict[tuple[str, int, str], list[Problem]] = defaultdict(list)
    for problem in importing.preview(upload).problems:
        if kind := titles.get(problem.sheet):
            found[kind.title, problem.row, problem.field].append(problem)
    for (title, row, field), problems in found.items():
        kind = next(sheet for sheet in SHEETS if sheet.title == title)
        _mark(copy.existing(title), kind, row, field, problems)
    return copy.to_bytes()


def _row(line: Line, titles: Mapping[str, str]) -> WrittenRow:
    cells = {name: _value(cell) for name, cell in line.cells.items()}
    label = titles.get(line.ident, "")
    mark = DELETED if line.is_deletion else ""
    return WrittenRow(line.ident, label, cells, line.row, mark)


def _value(cell: Cell) -> str | Decimal:
    return Decimal(cell.text) if cell.kind == NUMBER else cell.text


def _mark(sheet: Worksheet, kind: SheetKind, row: int, field: str, problems: list[Problem]) -> None:
    fields = [column.field for column in kind.columns]
    numbers = [fields.index(field) + 2] if field in fields else range(2, len(fields) + 2)
    for number in numbers:
        sheet.cell(row, number).fill = look.WRONG_FILL
    text = "\n".join(problem.message for problem in problems)
    sheet.cell(row, numbers[0]).comment = look.note(text)

"""How the workbook looks and what it lets a person do: locked heads, drop-downs, notes, widths."""

from collections.abc import Iterator
from math import ceil

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..formats.workbook import HEAD_ROW, on_paper
from ..titles import width
from .columns import Column

FIRST_ROW = 2
"""Row of the first data; row 1 is the head."""
ROOM = 500
"""Empty rows below the data that drop-downs reach."""
FONT = Font(name="微软雅黑", size=10)
HEAD_FONT = Font(name="微软雅黑", size=10, bold=True, color="0F2544")
HEAD_FILL = PatternFill("solid", fgColor="E8EEF6")
SHOWN_FILL = PatternFill("solid", fgColor="F4F6F9")
WRONG_FILL = PatternFill("solid", fgColor="F8CBC9")
_LINE = Side(style="thin", color="AAB6C6")
FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
OPEN, LOCKED = Protection(locked=False), Protection(locked=True)
TOP = Alignment(vertical="top", wrap_text=True)
MIDDLE = Alignment(vertical="center", horizontal="center", wrap_text=True)
MONEY = "#,##0.00"
_NOTE_WIDTH, _NOTE_LINE = 260, 18
_HIGHEST = 409.0


def head(sheet: Worksheet, number: int, column: Column, help_text: str) -> None:
    """A locked head with the field's help as a note."""
    cell = sheet.cell(1, number)
    cell.font, cell.fill, cell.border, cell.alignment, cell.protection = (
        HEAD_FONT, HEAD_FILL, FRAME, MIDDLE, LOCKED,
    )  # fmt: skip
    if help_text:
        cell.comment = note(help_text)
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = column.width


def note(text: str) -> Comment:
    """A note large enough for its text."""
    comment = Comment(text, "perfeval")
    lines = sum(max(1, ceil(width(line) * 13 / (_NOTE_WIDTH - 16))) for line in text.split("\n"))
    comment.width, comment.height = _NOTE_WIDTH, 14 + lines * _NOTE_LINE
    return comment


def data_cell(sheet: Worksheet, row: int, number: int, *, locked: bool = False, money: bool = False) -> None:
    """A framed cell to write in, or a locked one that is only shown."""
    cell = sheet.cell(row, number)
    cell.font, cell.border, cell.alignment = FONT, FRAME, TOP
    cell.protection = LOCKED if locked else OPEN
    if locked:
        cell.fill = SHOWN_FILL
    if money:
        cell.number_format = MONEY


def fit_row(sheet: Worksheet, row: int, texts: Iterator[tuple[str, int]]) -> None:
    """LibreOffice and WPS keep the height they are given: the lines of the fullest cell."""
    lines = max((_lines(text, characters) for text, characters in texts), default=1)
    sheet.row_dimensions[row].height = min(_HIGHEST, 6 + lines * 14.5)


def _lines(text: str, characters: int) -> int:
    return sum(max(1, ceil(width(line) * 2 / max(4, characters - 1))) for line in text.split("\n"))


def choices(sheet: Worksheet, number: int, last: int, source: str, *, is_closed: bool) -> None:
    """A drop-down over the data and the rows below it."""
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=is_closed)
    rule.errorTitle, rule.error = "请从列表中选择", "请从下拉列表中选择。"
    letter = get_column_letter(number)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{last + ROOM}")
    sheet.add_data_validation(rule)


def finish(sheet: Worksheet, columns: int, *, can_add: bool) -> None:
    """Hidden ids, frozen head and first column, locked where nothing is to be written, printable."""
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "C2"
    sheet.row_dimensions[1].height = 34
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{max(2, sheet.max_row)}" if can_add else None
    protection = sheet.protection
    protection.enable()
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.sort = protection.autoFilter = False
    protection.insertRows = protection.deleteRows = not can_add
    on_paper(sheet)
    sheet.print_title_rows = HEAD_ROW

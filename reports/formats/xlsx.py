"""Excel: the forms as on paper, with numbers as numbers."""

from math import ceil

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ..content import ReportContent
from ..grid import Placed, Table
from ..sheets import sheets_of
from ..titles import width
from .archive import dated
from .frozen import Frozen
from .workbook import SafeWorkbook

SONGTI, HEITI, XIAOBIAOSONG = "宋体", "黑体", "方正小标宋简体"
SIZE, TITLE_SIZE, LINE = 10.5, 18, 14.5
CHARACTERS = 92
"""Width of a portrait page in characters of Excel; a landscape form is wider."""
WIDE_CHARACTERS = 132
WIDE_FROM = 8
"""Columns from which a form is printed on landscape paper."""
TITLE_ROW, ABOVE_ROW, FIRST_ROW = 1, 2, 3
_LINE = Side(style="thin", color="000000")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_MARGINS = {"left": 0.7, "right": 0.7, "top": 0.8, "bottom": 0.8}


def render(content: ReportContent, frozen: Frozen | None = None) -> bytes:
    """Write one sheet per form."""
    book = SafeWorkbook()
    book.describe(content.name, content.department)
    for name, title, table in sheets_of(content):
        sheet = book.sheet(name)
        _widths(sheet, table)
        _front(book, sheet, table, title)
        for placed in table.placed():
            _write(book, sheet, placed)
        last = _notes(book, sheet, table)
        _heights(sheet, table)
        _page(sheet, table, last, draft=content.draft)
    return dated(book.to_bytes(), frozen.submitted_at if frozen else None)


def _is_wide(table: Table) -> bool:
    return len(table.columns) >= WIDE_FROM


def _characters(table: Table) -> list[float]:
    whole = WIDE_CHARACTERS if _is_wide(table) else CHARACTERS
    return [whole * column.width / 100 for column in table.columns]


def _widths(sheet: Worksheet, table: Table) -> None:
    for number, characters in enumerate(_characters(table), 1):
        sheet.column_dimensions[get_column_letter(number)].width = characters


def _front(book: SafeWorkbook, sheet: Worksheet, table: Table, title: str) -> None:
    last = len(table.columns)
    _line(book, sheet, TITLE_ROW, (1, last), title, Font(name=XIAOBIAOSONG, size=TITLE_SIZE), "center")
    sheet.row_dimensions[TITLE_ROW].height = 24.0 * ceil(
        width(title) * TITLE_SIZE / (sum(_characters(table)) * 5.2)
    )
    if table.above:
        half = last // 2
        _line(book, sheet, ABOVE_ROW, (1, half), table.above[0], _font(), "left")
        _line(book, sheet, ABOVE_ROW, (half + 1, last), table.above[1], _font(), "right")
    sheet.row_dimensions[ABOVE_ROW].height = 18


def _line(
    book: SafeWorkbook, sheet: Worksheet, row: int, span: tuple[int, int], text: str, font: Font, align: str
) -> None:
    """A text over some columns, without a frame."""
    cell = book.put(sheet, row, span[0], text)
    cell.font = font
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=span[0], end_column=span[1])


def _font(head: bool = False) -> Font:
    return Font(name=HEITI if head else SONGTI, size=SIZE)


def _write(book: SafeWorkbook, sheet: Worksheet, placed: Placed) -> None:
    cell, row, column, align = placed
    top, left = FIRST_ROW + row, column + 1
    bottom, right = top + cell.rows - 1, left + cell.columns - 1
    for y in range(top, bottom + 1):
        for x in range(left, right + 1):
            sheet.cell(y, x).border = _FRAME
    drawn = book.put(sheet, top, left, cell.text if cell.figure is None else cell.number)
    drawn.font = _font(cell.head)
    horizontal = "center" if cell.head else align
    drawn.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=cell.figure is None)
    if cell.figure is not None:
        drawn.number_format = cell.figure.pattern
    if (bottom, right) != (top, left):
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)


def _notes(book: SafeWorkbook, sheet: Worksheet, table: Table) -> int:
    """Write the notes; return the last row used."""
    row = FIRST_ROW + len(table.all_rows) - 1
    whole = sum(_characters(table))
    for note in table.notes:
        row += 1
        _line(book, sheet, row, (1, len(table.columns)), note, Font(name=SONGTI, size=9), "left")
        sheet.row_dimensions[row].height = 13.0 * ceil(width(note) * 2 * 9 / SIZE / whole)
    return row


def _heights(sheet: Worksheet, table: Table) -> None:
    """Excel fits no row to a merged cell: give each row the lines of its fullest cell."""
    lines = [1.0] * len(table.all_rows)
    widths = _characters(table)
    for cell, row, column, _ in sorted(table.placed(), key=lambda placed: placed.cell.rows):
        room = sum(widths[column : column + cell.columns]) - 2
        needed = sum(max(1, ceil(width(line) * 2 / room)) for line in cell.text.split("\n"))
        missing = needed - sum(lines[row : row + cell.rows])
        for number in range(row, row + cell.rows):
            lines[number] += max(0.0, missing / cell.rows)
    for number, count in enumerate(lines):
        sheet.row_dimensions[FIRST_ROW + number].height = min(409.0, count * LINE + 6)


def _page(sheet: Worksheet, table: Table, last: int, *, draft: bool) -> None:
    setup = sheet.page_setup
    setup.paperSize = sheet.PAPERSIZE_A4
    setup.orientation = "landscape" if _is_wide(table) else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = f"A1:{get_column_letter(len(table.columns))}{last}"
    sheet.print_title_rows = f"1:{ABOVE_ROW + len(table.head)}"
    sheet.print_options.horizontalCentered = True
    for side, inches in _MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("— &P —"))
    sheet.sheet_view.showGridLines = False
    if table.head:
        sheet.freeze_panes = f"A{FIRST_ROW + len(table.head)}"
    if draft:
        sheet.HeaderFooter.oddHeader = HeaderFooterItem(center=_HeaderFooterPart("草稿", size=20))

"""Excel: the forms as on paper, with numbers as numbers."""

from math import ceil

from openpyxl.cell.cell import Cell, MergedCell
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
from .spreading import Spread, spread
from .workbook import SafeWorkbook

SONGTI, HEITI, XIAOBIAOSONG = "宋体", "黑体", "方正小标宋简体"
SIZE, TITLE_SIZE, LINE = 10.5, 18, 13.8
CHARACTERS = 92
"""Width of a portrait page in characters of Excel; a landscape form is wider."""
WIDE_CHARACTERS = 132
WIDE_FROM = 8
"""Columns from which a form is printed on landscape paper."""
TITLE_ROW, ABOVE_ROW, FIRST_ROW = 1, 2, 3
_LINE = Side(style="thin", color="000000")
_MARGINS = {"left": 0.7, "right": 0.7, "top": 0.8, "bottom": 0.8}


def render(content: ReportContent, frozen: Frozen | None = None) -> bytes:
    """Write one sheet per form."""
    book = SafeWorkbook()
    book.describe(content.name, content.department)
    for name, title, table in sheets_of(content):
        sheet = book.sheet(name)
        _widths(sheet, table)
        _front(book, sheet, table, title)
        rows = spread(table, _characters(table))
        for placed in table.placed():
            _write(book, sheet, placed, rows)
        last = _notes(book, sheet, table, FIRST_ROW + _heights(sheet, rows))
        _page(sheet, table, last, rows)
        if content.draft:
            sheet.HeaderFooter.oddHeader = HeaderFooterItem(center=_HeaderFooterPart("草稿", size=20))
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


def _write(book: SafeWorkbook, sheet: Worksheet, placed: Placed, rows: Spread) -> None:
    cell, row, column, *_ = placed
    top, bottom = FIRST_ROW + rows.first(row), FIRST_ROW + rows.first(row + cell.rows) - 1
    left, right = column + 1, column + cell.columns
    _frame(sheet, (top, bottom), (left, right))
    pieces = rows.pieces.get((row, column), [cell.text])
    for number, piece in enumerate(pieces):
        end = bottom if number == len(pieces) - 1 else top + number
        drawn = book.put(sheet, top + number, left, piece if cell.figure is None else cell.number)
        _set(drawn, placed, vertical="center" if len(pieces) == 1 else "top")
        if (end, right) != (top + number, left):
            sheet.merge_cells(start_row=top + number, end_row=end, start_column=left, end_column=right)


def _frame(sheet: Worksheet, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    """One frame around a cell, also where its text is spread over several rows."""
    for y in range(rows[0], rows[1] + 1):
        for x in range(columns[0], columns[1] + 1):
            sheet.cell(y, x).border = Border(
                left=_LINE if x == columns[0] else None,
                right=_LINE if x == columns[1] else None,
                top=_LINE if y == rows[0] else None,
                bottom=_LINE if y == rows[1] else None,
            )


def _set(drawn: Cell | MergedCell, placed: Placed, vertical: str) -> None:
    cell = placed.cell
    drawn.font = _font(cell.head)
    horizontal = "center" if cell.head else placed.align
    drawn.alignment = Alignment(horizontal=horizontal, vertical=vertical, wrap_text=cell.figure is None)
    if cell.figure is not None:
        drawn.number_format = cell.figure.pattern


def _notes(book: SafeWorkbook, sheet: Worksheet, table: Table, row: int) -> int:
    """Write the notes from a row on; return the last row used."""
    row -= 1
    whole = sum(_characters(table))
    for note in table.notes:
        row += 1
        _line(book, sheet, row, (1, len(table.columns)), note, Font(name=SONGTI, size=9), "left")
        sheet.row_dimensions[row].height = 13.0 * ceil(width(note) * 2 * 9 / SIZE / whole)
    return row


def _heights(sheet: Worksheet, rows: Spread) -> int:
    """Give each row the height of its lines; return how many there are."""
    for number, lines in enumerate(rows.lines):
        sheet.row_dimensions[FIRST_ROW + number].height = lines * LINE + 6
    return rows.first(len(rows.rows))


def _page(sheet: Worksheet, table: Table, last: int, rows: Spread) -> None:
    setup = sheet.page_setup
    setup.paperSize = sheet.PAPERSIZE_A4
    setup.orientation = "landscape" if _is_wide(table) else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = f"A1:{get_column_letter(len(table.columns))}{last}"
    if table.repeated:
        first, end = table.repeated
        top = 1 if table.head else FIRST_ROW + rows.first(first)
        sheet.print_title_rows = f"{top}:{FIRST_ROW + rows.first(end + 1) - 1}"
    sheet.print_options.horizontalCentered = True
    for side, inches in _MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("— &P —"))
    sheet.sheet_view.showGridLines = False
    if table.head:
        sheet.freeze_panes = f"A{FIRST_ROW + len(table.head)}"

"""xls and ods, through calamine: no formulas and no formats, only values."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from . import limits
from .book import Book, Cell, Refused, Sheet
from .cleaning import clean
from .values import figure


def read(content: bytes) -> Book:
    """Every sheet of the workbook."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        visible = {x.name: x.visible == SheetVisibleEnum.Visible for x in book.sheets_metadata}
        names = book.sheet_names[: limits.SHEETS]
        return Book(tuple(_sheet(book.get_sheet_by_name(name), hidden=not visible[name]) for name in names))
    except Refused:
        raise
    except BaseException as problem:  # calamine reports some broken files as a panic
        raise Refused("文件无法打开，请在Excel或WPS中另存为.xlsx后再上传。") from problem


def _sheet(sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    if sheet.total_height > limits.ROWS:
        raise Refused(f"表格超过{limits.ROWS}行，请删除多余的行后再上传。")
    if sheet.total_height * sheet.total_width > limits.CELLS * 4:
        raise Refused("表格内容过多，请只保留需要导入的内容后再上传。")
    top, left = sheet.start or (0, 0)
    rows = {
        top + number: {left + at: cell for at, cell in _cells(row)}
        for number, row in enumerate(sheet.iter_rows() if sheet.start else (), 1)
    }
    return Sheet(sheet.name[:60], {k: v for k, v in rows.items() if v}, tuple(_merged(sheet)), hidden)


def _cells(row: Sequence[object]) -> Iterator[tuple[int, Cell]]:
    for at, value in enumerate(row[: limits.COLUMNS], 1):
        cell = _cell(value)
        if cell.text:
            yield at, cell


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, int | float):
        return figure(str(value))
    if isinstance(value, datetime | date):
        return Cell(value.strftime("%Y-%m-%d"))
    return Cell(clean(str(value))[: limits.TEXT])


def _merged(sheet: CalamineSheet) -> Iterator[tuple[int, int, int, int]]:
    area = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        area += (bottom - top + 1) * (right - left + 1)
        if area > limits.MERGED_CELLS:
            raise Refused(f"合并的单元格超过{limits.MERGED_CELLS}个，请取消整行整列的合并后再上传。")
        yield top + 1, left + 1, bottom + 1, right + 1

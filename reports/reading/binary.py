"""xls and ods, through calamine: values; what it does not tell is marked beforehand."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from . import limits
from .book import Book, Cell, Refused, Sheet
from .cleaning import clean
from .marks import Marks
from .values import PERCENT, figure


def read(content: bytes, marks: Sequence[Marks]) -> Book:
    """Every sheet of the workbook; `marks` of each, in order, as far as they are known."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        visible = {x.name: x.visible == SheetVisibleEnum.Visible for x in book.sheets_metadata}
        names = book.sheet_names[: limits.SHEETS]
        known = [*marks, *[Marks()] * len(names)]
        return Book(
            tuple(
                _sheet(book.get_sheet_by_name(name), known[at], hidden=not visible[name])
                for at, name in enumerate(names)
            )
        )
    except Refused:
        raise
    except BaseException as problem:  # calamine reports some broken files as a panic
        raise Refused("文件无法打开，请在Excel或WPS中另存为.xlsx后再上传。") from problem


def _sheet(sheet: CalamineSheet, marks: Marks, *, hidden: bool) -> Sheet:
    if sheet.total_height > limits.ROWS:
        raise Refused(f"表格超过{limits.ROWS}行，请删除多余的行后再上传。")
    if sheet.total_height * sheet.total_width > limits.CELLS * 4:
        raise Refused("表格内容过多，请只保留需要导入的内容后再上传。")
    top, left = sheet.start or (0, 0)
    rows = {
        row: dict(_cells(values, row, left, marks))
        for row, values in enumerate(sheet.iter_rows() if sheet.start else (), top + 1)
    }
    merged = tuple(marks.merged or _merged(sheet))
    return Sheet(sheet.name[:60], {k: v for k, v in rows.items() if v}, merged, hidden)


def _cells(values: Sequence[object], row: int, left: int, marks: Marks) -> Iterator[tuple[int, Cell]]:
    for at, value in enumerate(values[: limits.COLUMNS], left + 1):
        cell = _cell(value, PERCENT if (row, at) in marks.percents else "")
        if cell.text:
            yield at, cell


def _cell(value: object, style: str) -> Cell:
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, int | float):
        return figure(str(value), style)
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

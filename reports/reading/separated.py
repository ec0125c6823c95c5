"""csv as Excel and WPS save it: one table, cells parted by commas, semicolons or tabs."""

import csv
from collections import Counter
from io import StringIO

from . import limits
from .book import Book, Cell, Refused, Sheet

_FEWEST_ROWS = 3
_ALIKE = 0.9
"""Saved by a spreadsheet, every row has as many cells as the widest; in a text of sentences they differ."""


def read(text: str, is_wide: bool) -> Book | None:
    """The table, or None for another kind of text; “Unicode 文本” of Excel (`is_wide`) has tabs."""
    for mark in "\t" if is_wide else ",;":
        rows = _rows(text, mark) if mark in text else []
        if is_wide or _is_table(rows):
            return Book((Sheet("表格", _cells(rows)),))
    return None


def _rows(text: str, mark: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return []


def _is_table(rows: list[list[str]]) -> bool:
    written = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if len(written) < _FEWEST_ROWS:
        return False
    (width, count), *_ = Counter(written).most_common(1)
    return width > 1 and count >= _ALIKE * len(written)


def _cells(rows: list[list[str]]) -> dict[int, dict[int, Cell]]:
    if len(rows) > limits.ROWS:
        raise Refused(f"表格超过{limits.ROWS}行，请删除多余的行后再上传。")
    if sum(map(len, rows)) > limits.CELLS:
        raise Refused("表格内容过多，请只保留需要导入的内容后再上传。")
    found = {
        number: {
            at: Cell(text.strip()[: limits.TEXT])
            for at, text in enumerate(row[: limits.COLUMNS], 1)
            if text.strip()
        }
        for number, row in enumerate(rows, 1)
    }
    return {number: cells for number, cells in found.items() if cells}

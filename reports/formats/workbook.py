"""The one way a workbook is written: text never becomes a formula, and nothing is cut in silence."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_767
"""Characters of one cell; Excel cuts the rest without a word."""
HEAD_ROW = "1:1"
"""The row of titles of a list, which every printed page repeats."""
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MEANS_MORE = ("=", "#")
"""How formulas and errors begin."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class TooLong(ValueError):
    """A text does not fit into one cell."""


def on_paper(sheet: Any) -> None:
    """As wide as a page that lies on its side."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = Worksheet.PAPERSIZE_A4, "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


class SafeWorkbook:
    """A workbook whose cells are written by `put` only."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._fresh = True

    def sheet(self, title: str) -> Worksheet:
        """A new sheet; its name is what Excel accepts of the title."""
        sheet: Worksheet = self._book.active if self._fresh else self._book.create_sheet()  # type: ignore[assignment]
        self._fresh = False
        sheet.title = self._free_name(title.translate(_FORBIDDEN).strip("' ")[:28] or "表")
        return sheet

    def existing(self, title: str) -> Worksheet:
        """A sheet written before."""
        sheet: Worksheet = self._book[title]
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: str | Decimal | None) -> Cell | MergedCell:
        """Write a text as text, a number as number. Raises TooLong."""
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            cell.value = _written(value, lambda: f"{sheet.title}!{cell.coordinate}")
            cell.data_type = "s"  # else a leading = makes it a formula
        else:
            cell.value = value
        return cell

    def describe(self, title: str, author: str) -> None:
        """Fill the file's properties."""
        self._book.properties.title, self._book.properties.creator = title, author

    def to_bytes(self) -> bytes:
        """The file."""
        target = BytesIO()
        self._book.save(target)
        return target.getvalue()

    def _free_name(self, name: str) -> str:
        """Excel takes names that differ only in case as equal."""
        taken = {sheet.title.lower() for sheet in self._book.worksheets}
        names = (name, *(f"{name[:25]}({number})" for number in range(2, 1000)))
        return next(candidate for candidate in names if candidate.lower() not in taken)


class SafeLines:
    """A workbook of plain lists, written line by line: its size costs no memory."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)

    def sheet(self, title: str, columns: Sequence[tuple[str, int]]) -> Any:
        """A new sheet with its titles, each with the width of its column."""
        sheet = self._book.create_sheet(title)
        sheet.freeze_panes, sheet.print_title_rows = "A2", HEAD_ROW
        on_paper(sheet)
        for number, (_, width) in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        heads = [WriteOnlyCell(sheet, label) for label, _ in columns]
        for cell in heads:
            cell.font = Font(bold=True)
        sheet.append(heads)
        return sheet

    def put(self, sheet: Any, values: Iterable[str | Decimal | None]) -> None:
        """Write a line: texts as texts, numbers as numbers. Raises TooLong."""
        sheet.append([self._text(sheet, x) if isinstance(x, str) else x for x in values])

    def save(self, file: IO[bytes]) -> None:
        """Write the file."""
        self._book.save(file)

    @staticmethod
    def _text(sheet: Any, text: str) -> Any:
        """The text itself where openpyxl takes it for one; else a cell that says so, which is dearer."""
        written = _written(text, lambda: str(sheet.title))
        if not written.startswith(_MEANS_MORE):
            return written
        cell = WriteOnlyCell(sheet, written)
        cell.data_type = "s"
        return cell


def _written(text: str, place: Callable[[], str]) -> str:
    """A text as a cell holds it. Raises TooLong."""
    if len(text) <= LONGEST and text.isprintable() and "_x" not in text:
        return text  # nothing below would change it
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    if len(text) > LONGEST:
        raise TooLong(f"{place()}：{len(text)}个字符，超过{LONGEST}个。")
    return _LIKE_AN_ESCAPE.sub("_x005F_", text)  # else Excel reads _x0041_ as A

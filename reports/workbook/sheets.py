"""One sheet of the workbook: its head, its rows, its drop-downs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from openpyxl.utils import get_column_letter

from departments.forms.entry import Scope
from departments.forms.figures import FigureField
from departments.forms.indicator import LEVELS1, LEVELS2
from departments.forms.rows import RowField

from ..formats.workbook import SafeWorkbook
from . import look, values
from .columns import DELETE, DELETED, IDENT, Column, SheetKind

LISTS = "_选项"
SUGGESTED: Mapping[str, tuple[str, ...]] = {"level1": LEVELS1, "level2": LEVELS2}
"""Fields with usual values; anything else may be written."""
_POINTS_AT = {"project": ("项目", "B"), "goal": ("目标", "B")}
"""Fields that choose a row → sheet and column of its names, so that new ones are offered too."""
_DELETE = Column(DELETE, DELETE, 8, f"需要删除这一行时选“{DELETED}”。从表中去掉一行不会删除它。")


@dataclass(frozen=True)
class WrittenRow:
    """A row of the workbook: id and cells, by field; its number where it must keep one."""

    ident: str
    label: str
    cells: Mapping[str, str | Decimal]
    number: int = 0
    mark: str = ""


class Lists:
    """Closed lists, each a column of a hidden sheet: no limit of 255 characters, no comma that splits."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, ...]] = []

    def source(self, options: Iterable[str]) -> str:
        """Where the list stands."""
        column = tuple(options)
        if column not in self.columns:
            self.columns.append(column)
        letter = get_column_letter(self.columns.index(column) + 1)
        return f"'{LISTS}'!${letter}$1:${letter}${len(column)}"

    def lines(self) -> list[list[str]]:
        """The cells of the hidden sheet."""
        longest = max((len(column) for column in self.columns), default=0)
        return [[x[row] if row < len(x) else "" for x in self.columns] for row in range(longest)]


class SheetWriter:
    """Writes one kind of rows."""

    def __init__(self, book: SafeWorkbook, kind: SheetKind, scope: Scope, lists: Lists) -> None:
        self._book, self._kind, self._lists = book, kind, lists
        self._sheet = book.sheet(kind.title)
        self._form = kind.kind.form(scope=scope)
        self._columns = (Column(IDENT, ""), *kind.columns, *([_DELETE] if kind.can_add else []))

    def write(self, rows: Sequence[WrittenRow]) -> None:
        """Head, rows, then what makes it convenient."""
        numbers = [row.number or look.FIRST_ROW + at for at, row in enumerate(rows)]
        for number, column in enumerate(self._columns, 1):
            self._head(number, column, max(numbers, default=look.FIRST_ROW))
        for at, row in zip(numbers, rows, strict=True):
            self._row(at, row)
        look.finish(self._sheet, len(self._columns), can_add=self._kind.can_add)

    def _field(self, column: Column) -> forms.Field | None:
        return self._form.fields.get(column.field) if column.field != DELETE else None

    def _head(self, number: int, column: Column, last: int) -> None:
        title = f"{IDENT}/{self._kind.name}" if number == 1 else column.title
        self._book.put(self._sheet, 1, number, title)
        field = self._field(column)
        look.head(self._sheet, number, column, _note(column, field))
        if source := self._source(column, field):
            is_closed = column.field not in SUGGESTED
            look.choices(self._sheet, number, last, source, is_closed=is_closed)
        if self._kind.can_add:
            self._sheet.column_dimensions[get_column_letter(number)].protection = look.OPEN

    def _source(self, column: Column, field: forms.Field | None) -> str:
        """Where the list of a column stands; "" where anything may be written."""
        if column.field == DELETE:
            return self._lists.source([DELETED])
        if isinstance(field, RowField):
            title, letter = _POINTS_AT[column.field]
            return f"'{title}'!${letter}${look.FIRST_ROW}:${letter}${look.FIRST_ROW + look.ROOM}"
        if isinstance(field, forms.ChoiceField):
            return self._lists.source(values.labels(field).values())
        return self._lists.source(SUGGESTED[column.field]) if column.field in SUGGESTED else ""

    def _row(self, at: int, row: WrittenRow) -> None:
        self._book.put(self._sheet, at, 1, row.ident)
        look.data_cell(self._sheet, at, 1)
        texts = []
        for number, column in enumerate(self._columns[1:], 2):
            value = self._value(column, row)
            self._book.put(self._sheet, at, number, value if value != "" else None)
            field: Any = self._field(column)
            is_money = isinstance(field, FigureField) and field.is_money
            look.data_cell(self._sheet, at, number, locked=not column.field, money=is_money)
            texts.append((str(value), column.width))
        look.fit_row(self._sheet, at, iter(texts))

    def _value(self, column: Column, row: WrittenRow) -> str | Decimal:
        if column.field == DELETE:
            return row.mark
        return row.cells.get(column.field, "") if column.field else row.label


def _note(column: Column, field: forms.Field | None) -> str:
    """The help of the field, as the page shows it, and what only holds for the workbook."""
    return f"{field.help_text if field else ''}{column.help}"

"""The filled rows of an uploaded workbook, by the sheet they belong to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from openpyxl.utils import get_column_letter

from ..reading.book import BLANK, EMPTY_FORMULA, ERROR, FORMULA, Book, Cell, Sheet
from .columns import DELETE, DELETED, IDENT, SHEETS, SheetKind

_HEAD_WITHIN = 20
"""Rows from the top in which a head is looked for."""


@dataclass(frozen=True)
class Problem:
    """One thing that keeps the file from being imported: where, what stands there, what is wrong."""

    sheet: str
    place: str
    found: str
    message: str
    row: int = 0
    field: str = ""
    group: str = ""
    """The group of the row: left out, it takes the problem with it."""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.place}：{self.message}"


@dataclass(frozen=True)
class Line:
    """One row as it was written. `cells` holds the columns that the sheet has, by field."""

    kind: SheetKind
    sheet: str
    row: int
    ident: str
    cells: Mapping[str, Cell]
    columns: Mapping[str, int] = field(default_factory=dict)
    is_deletion: bool = False
    note: str = ""
    group: str = ""
    """What is taken or left together; empty where everything is taken."""
    confidence: str = ""
    defaults: Mapping[str, Cell] = field(default_factory=dict)
    """Cells that only a new row takes."""

    @property
    def token(self) -> str:
        return f"{self.kind.name}-{self.row}"

    def place(self, name: str = "") -> str:
        """B7, or 第7行 where no cell is meant."""
        column = self.columns.get(name)
        return f"{get_column_letter(column)}{self.row}" if column else f"第{self.row}行"

    def as_new(self) -> "Line":
        """With the cells that only a new row takes."""
        return replace(
            self, cells={**self.cells, **{k: v for k, v in self.defaults.items() if k not in self.cells}}
        )

    def problem(self, name: str, message: str) -> Problem:
        found = self.cells.get(name, BLANK).text if name else ""
        return Problem(self.sheet, self.place(name), found, message, self.row, name, self.group)


@dataclass(frozen=True)
class Reading:
    """All lines of a file and what could not be read."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """What was left out on purpose, in words."""


def read(book: Book) -> Reading:
    """Every sheet that is one of ours, wherever it stands and whatever it is called now."""
    reading = Reading()
    seen: dict[str, str] = {}
    for sheet in book.sheets:
        if (found := _head_of(sheet)) is None:
            if any(sheet.title == kind.title for kind in SHEETS):
                reading.problems.append(
                    Problem(sheet.title, "A1", "", "找不到表头（隐藏的A列“行标识”）。请重新下载工作簿。")
                )
            continue
        kind, head = found
        if kind.name in seen:
            message = f"与工作表“{seen[kind.name]}”重复，请只保留一张。"
            reading.problems.append(Problem(sheet.title, "A1", "", message))
            continue
        seen[kind.name] = sheet.title
        _read_sheet(reading, kind, sheet, head)
    return reading


def _head_of(sheet: Sheet) -> tuple[SheetKind, int] | None:
    names = {f"{IDENT}/{kind.name}": kind for kind in SHEETS}
    for row in sorted(sheet.rows)[:_HEAD_WITHIN]:
        for cell in sheet.rows[row].values():
            if cell.text in names:
                return names[cell.text], row
    return None


def _read_sheet(reading: Reading, kind: SheetKind, sheet: Sheet, head: int) -> None:
    ident_at, columns = 0, dict[str, int]()
    titles = {"".join(column.title.split()): column.field for column in kind.columns} | {DELETE: DELETE}
    for at, cell in sorted(sheet.rows[head].items()):
        title = "".join(cell.text.split())
        if title == f"{IDENT}/{kind.name}":
            ident_at = at
        elif title not in titles:
            reading.ignored.append(f"{sheet.title}：多出的列“{title[:20]}”没有导入。")
        elif titles[title]:
            columns.setdefault(titles[title], at)
    for row in sorted(number for number in sheet.rows if number > head):
        line = _line(kind, sheet, row, ident_at, columns)
        if line is not None:
            reading.lines.append(line)
            reading.problems.extend(_unreadable(line))


def _line(kind: SheetKind, sheet: Sheet, row: int, ident_at: int, columns: Mapping[str, int]) -> Line | None:
    cells = {name: sheet.cell(row, at) for name, at in columns.items() if name != DELETE}
    ident = sheet.cell(row, ident_at).text.strip()
    if not ident and not any(cell.text.strip() for cell in cells.values()):
        return None
    mark = sheet.cell(row, columns[DELETE]).text.strip() if DELETE in columns else ""
    return Line(kind, sheet.title, row, ident, cells, columns, is_deletion=mark in (DELETED, "是", "√"))


def _unreadable(line: Line) -> Iterator[Problem]:
    for name, cell in line.cells.items():
        if cell.kind in (FORMULA, EMPTY_FORMULA):
            message = "这里是公式，保存的结果可能已经过时。请改为数值（复制后“选择性粘贴—数值”）。"
            yield line.problem(name, message)
        elif cell.kind == ERROR:
            yield line.problem(name, f"“{cell.text}”是Excel的错误值，请改正。")

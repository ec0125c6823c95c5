"""docx: paragraphs and tables in their order."""

from collections.abc import Mapping

from . import limits, plain_text
from .archive import Archive
from .book import Block, Book, Cell, Refused, Sheet
from .cleaning import clean
from .markup import attribute, walk


def read(archive: Archive) -> Book:
    """The body of the document; headers, footnotes and pictures are left out."""
    reader = _Reader()
    walk(archive.chunks("word/document.xml"), reader.start, reader.end, reader.text)
    if not reader.blocks:
        raise Refused("文档中没有文字。")
    if not reader.sheets and any(line.startswith("\t") for line in reader.lines):
        return plain_text.book_of(reader.lines)
    return Book(tuple(reader.sheets), tuple(reader.blocks))


class _Reader:
    """Takes the elements of the body as they come. A table inside a cell is read as text of that cell."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.lines: list[str] = []
        """All paragraphs outside of tables, blank ones too."""
        self.sheets: list[Sheet] = []
        self._parts: list[str] = []
        self._cell: list[str] = []
        self._inside: list[str] = []
        self._row = self._column = self._span = self._tables = 0
        self._goes_on = False
        self._open: dict[int, int] = {}
        self._characters = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside.append(name)
        if name == "tbl":
            self._tables += 1
            if self._tables == 1:
                self._begin_table()
        elif self._tables == 1:
            self._inside_table(name, attributes)
        if name in ("br", "cr"):
            self._parts.append("\n")
        elif name == "tab" and self._inside[-2:-1] == ["r"]:
            self._parts.append("\t")

    def _begin_table(self) -> None:
        self.sheets.append(Sheet(f"表{len(self.sheets) + 1}", {}, ()))
        self.blocks.append(Block(table=len(self.sheets) - 1))
        self._row, self._open = 0, {}

    def _inside_table(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "tr":
            self._row, self._column = self._row + 1, 1
        elif name == "tc":
            self._span, self._goes_on = 1, False
            self._cell.clear()
        elif name == "gridSpan":
            self._span = max(1, min(_whole(attribute(attributes, "val")), limits.COLUMNS))
        elif name == "vMerge":
            self._goes_on = attribute(attributes, "val", "continue") != "restart"

    def text(self, data: str) -> None:
        if self._inside and self._inside[-1] == "t":
            self._parts.append(data)
            self._characters += len(data)
            if self._characters > limits.ALL_TEXT:
                raise Refused("文档内容过多。")

    def end(self, name: str) -> None:
        self._inside.pop()
        if name == "p":
            self._end_paragraph()
        elif name == "tc" and self._tables == 1:
            self._end_cell()
        elif name == "tbl":
            self._tables -= 1

    def _end_paragraph(self) -> None:
        text = clean("".join(self._parts))
        self._parts.clear()
        if self._tables:
            self._cell.append(text)
        else:
            lines = [line.rstrip() for line in text.split("\n")]
            self.lines += lines
            self.blocks += [Block(line) for line in lines if line]

    def _end_cell(self) -> None:
        if self._row > limits.ROWS:
            raise Refused(f"表格超过{limits.ROWS}行。")
        sheet, row, column = self.sheets[-1], self._row, self._column
        text = "\n".join(self._cell).strip()[: limits.TEXT]
        if text and not self._goes_on and column <= limits.COLUMNS:
            sheet.rows.setdefault(row, {})[column] = Cell(text)
        self._column += self._span
        self._note_merge(column, row)

    def _note_merge(self, column: int, row: int) -> None:
        """A cell over several columns, or one that goes on from above."""
        top = self._open.get(column, row) if self._goes_on else row
        self._open[column] = top
        if top == row and self._span == 1:
            return
        merged = self.sheets[-1].merged
        right = column + self._span - 1
        kept = tuple(x for x in merged if (x[0], x[1]) != (top, column))
        if len(kept) < limits.MERGED_CELLS // 10:
            self.sheets[-1] = Sheet(
                self.sheets[-1].title, self.sheets[-1].rows, (*kept, (top, column, row, right))
            )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1

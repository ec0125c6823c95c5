"""Text as copied out of Word or a web page: a line that begins with a tab is a cell, one with tabs a row."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from . import limits, separated
from .book import Block, Book, Cell, Refused, Sheet
from .cleaning import clean

ENCODINGS = ("utf-8-sig", "gb18030")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = "这是网页或XML文件（有的系统导出的“.xls”其实是网页），请用Excel或WPS打开，另存为.xlsx后再上传。"


def read(content: bytes) -> Book:
    """Paragraphs, and tables where lines begin with a tab; or one table, where commas part every line."""
    decoded = clean(_decoded(content))
    if is_markup(decoded):
        raise Refused(_MARKUP)
    if table := separated.read(decoded, content.startswith(_WIDE)):
        return table
    lines = decoded.split("\n")
    if len(lines) > limits.ROWS:
        raise Refused(f"文本超过{limits.ROWS}行。")
    book = book_of(lines)
    if not book.blocks:
        raise Refused("文件中没有文字。")
    return book


def is_markup(text: str) -> bool:
    """A web page, whatever its name says."""
    head = text[:2000].lstrip().lower()
    return head.startswith(("<!doctype", "<html", "<table", "<?xml", "mime-version:")) or "<html" in head


def book_of(lines: list[str]) -> Book:
    """What the lines hold; also those of a Word document into which a text was pasted."""
    reader = _Reader(lines)
    reader.run()
    return Book(tuple(reader.sheets), tuple(reader.blocks))


def _decoded(content: bytes) -> str:
    if content.startswith(_WIDE):  # “Unicode 文本” of Excel
        return content.decode("utf-16", "replace")
    if b"\x00" in content[:4096]:
        raise Refused("不认识的文件格式。可以上传.xlsx、.xls、.ods、.csv、.docx或文本文件。")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("不认识的文件格式。可以上传.xlsx、.xls、.ods、.csv、.docx或文本文件。")


@dataclass
class _Reader:
    """A blank line ends a row; a line without tab between two cells belongs to the cell before it."""

    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def run(self) -> None:
        after_blank = False
        for number, line in enumerate(self.lines):
            if not line.strip(" \u3000\n"):
                after_blank = True
                continue
            if line.startswith("\t"):
                self._cell(line, starts_row=after_blank)
            elif "\t" in line.strip():
                self._row(line)
            elif (self.cells or self.rows) and self._goes_on(number, after_blank=after_blank):
                self._extend(line)
            else:
                self._end_table()
                self.blocks.append(Block(line.strip("\t \u3000")))
            after_blank = False
        self._end_table()

    def _goes_on(self, number: int, *, after_blank: bool) -> bool:
        """The line stands directly below a cell, or the next written line is a cell again."""
        if not after_blank:
            return True
        following = next((x for x in self.lines[number + 1 :] if x.strip(" \u3000\n")), "")
        return following.startswith("\t")

    def _cell(self, line: str, *, starts_row: bool) -> None:
        if starts_row:
            self._end_row()
        self.cells += [cell.strip() for cell in line[1:].split("\t")]

    def _row(self, line: str) -> None:
        """A whole row on one line, as Word and Excel put it on the clipboard."""
        self._end_row()
        self.rows.append([cell.strip() for cell in line.rstrip().split("\t")])

    def _extend(self, line: str) -> None:
        if self.cells:
            self.cells[-1] = f"{self.cells[-1]}\n{line.strip()}".strip()

    def _end_row(self) -> None:
        if self.cells:
            self.rows.append(self.cells)
        self.cells = []

    def _end_table(self) -> None:
        self._end_row()
        if not self.rows:
            return
        cells = {number: dict(_numbered(row)) for number, row in enumerate(self.rows, 1)}
        self.sheets.append(Sheet(f"表{len(self.sheets) + 1}", {k: v for k, v in cells.items() if v}))
        self.blocks.append(Block(table=len(self.sheets) - 1))
        self.rows = []


def _numbered(row: list[str]) -> Iterator[tuple[int, Cell]]:
    return ((at, Cell(text)) for at, text in enumerate(row[: limits.COLUMNS], 1) if text)

"""A published document: its tables, its texts, its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from departments.scoring.numbers import MONEY, NumberError, read_number
from departments.scoring.rounding import ZERO, percent, printed

from ..reading.book import Book, Cell, Sheet
from ..workbook.columns import BUDGET, TEXTS
from ..workbook.lines import Line, Reading
from . import figures, outlines
from .mapping import Columns, guess, heads_of
from .outlines import DOUBTFUL, LIKELY, SURE
from .tables import Goals, TableReader

_RATES = ("完成预算率", "预算执行率", "执行率", "完成率")
PLACE = "文字"


def read(book: Book, outline: Mapping[str, Any]) -> Reading:
    """Everything that was understood as lines, everything else in words."""
    reading = Reading()
    goals = Goals()
    for number in range(len(book.sheets)):
        _table(reading, book, number, goals)
    found = outlines.read(book.blocks, outline)
    for number, (section, text, confidence) in enumerate(outlines.paragraphs(found), 1):
        cells = {"text": Cell(text)}
        reading.lines.append(
            Line(TEXTS, PLACE, number, section, cells, group=f"{PLACE}-{section}", confidence=confidence)
        )
    basic = figures.read(book.blocks)
    reading.lines.extend(basic.lines)
    reading.ignored.extend(f"合计数，用于核对，不写入：{text}" for text in basic.totals)
    reading.ignored.extend(f"没有对应的部分：{text}" for text in found.unread)
    return reading


def _table(reading: Reading, book: Book, number: int, goals: Goals) -> None:
    """A table is read when its head is understood; else its cells are shown."""
    sheet, columns = book.sheets[number], guess(book, sheet=number)
    if not columns.is_usable:
        for cells in sheet.rows.values():
            goals.see(cells)
        rows = [" ".join(" ".join(x.text.split()) for x in cells.values()) for cells in sheet.rows.values()]
        reading.ignored.append(f"{sheet.title}没有看懂：{'；'.join(rows)}")
        return
    read = TableReader(sheet, columns, sheet.title, goals=goals).read()
    sure = _agreeing(sheet, columns, read.lines)
    reading.lines.extend(replace(line, confidence=sure.get(line.row, LIKELY)) for line in read.lines)
    reading.problems.extend(read.problems)
    reading.ignored.extend(read.ignored)


def _agreeing(sheet: Sheet, columns: Columns, lines: Sequence[Line]) -> dict[int, str]:
    """How sure a row is: its own rate, where it states one, must follow from its figures."""
    heads = dict(heads_of(sheet, columns.top, columns.head))
    rate = next((at for at, head in heads.items() if head in _RATES), 0)
    marks: dict[int, str] = {}
    for line in lines:
        if line.kind is BUDGET:
            stated = sheet.cell(line.row, rate).text.rstrip("%％") if rate else ""
            marks[line.row] = _mark(line, stated)
    return marks


def _mark(line: Line, stated: str) -> str:
    try:
        initial, spent = (_money(line, name) for name in ("initial", "spent"))
    except NumberError:
        return DOUBTFUL
    if not stated or initial == ZERO:
        return LIKELY
    return SURE if printed(percent(spent, initial)) == stated.strip() else DOUBTFUL


def _money(line: Line, name: str) -> Decimal:
    return read_number(line.cells[name].text if name in line.cells else "", MONEY) or ZERO

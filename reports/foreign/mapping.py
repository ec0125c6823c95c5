"""Which sheet, which rows are its head, which column is what: guessed from names, then chosen by a person."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..reading.book import Book, Sheet
from .targets import TARGETS, ForeignField, Target, plain_head

_LOOKED_AT = 40
"""Rows from the top in which a head is looked for."""
_HEAD_ROWS = 3
UNITS = ("元", "万元", "亿元")
_STATES_UNIT = re.compile(r"单位|[（(]\s*[万亿]?元\s*[）)]")


@dataclass(frozen=True)
class Columns:
    """`top` to `head` are the rows of the head; `columns` maps a field to its column."""

    sheet: int = 0
    target: str = "projects"
    top: int = 1
    head: int = 1
    unit: str = "元"
    goal: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> Target:
        return TARGETS[self.target]

    @property
    def is_usable(self) -> bool:
        """The column of names is known, and one more."""
        return self.kind.key in self.columns and len(self.columns) > 1

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "columns": dict(self.columns)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Columns":
        """With the columns in the order of the target, whatever order the database keeps keys in."""
        columns = data["columns"]
        order = [item.name for item in TARGETS[data["target"]].fields]
        return cls(**{**data, "columns": {name: columns[name] for name in order if name in columns}})


def guess(
    book: Book, sheet: int | None = None, target: str | None = None, head: int | None = None
) -> Columns:
    """The best reading of the book, within what a person has chosen already."""
    candidates = [
        _guess(book.sheets[number], number, kind, row)
        for number in ([sheet] if sheet is not None else range(len(book.sheets)))
        for kind in ([TARGETS[target]] if target else TARGETS.values())
        for row in ([head] if head else sorted(book.sheets[number].rows)[:_LOOKED_AT])
    ]
    return max(candidates, key=_worth, default=Columns(sheet or 0, target or "projects"))


def _worth(columns: Columns) -> tuple[bool, int, int]:
    return columns.is_usable, len(columns.columns), -columns.head


def _guess(sheet: Sheet, number: int, target: Target, row: int) -> Columns:
    """Take `row` as the last row of the head; the rows above belong to it where cells are merged."""
    top = _top_of(sheet, row)
    found = _columns(target, dict(heads_of(sheet, top, row)))
    return Columns(number, target.name, top, row, _unit(sheet, top, row, found, target), "", found)


def _top_of(sheet: Sheet, row: int) -> int:
    """The first row of a head of several rows: merged cells reach from it down, or across above the row."""
    tops = [
        top
        for top, left, bottom, right in sheet.merged
        if row - _HEAD_ROWS < top < row
        and (bottom == row or (bottom < row and right > left))
        and len(sheet.rows.get(top, {})) > 1
    ]
    return min(tops, default=row)


def heads_of(sheet: Sheet, top: int, head: int) -> Iterator[tuple[int, str]]:
    """Column → the texts of its head from top to bottom, each once; merged cells count for all they cover."""
    for column in range(1, sheet.width + 1):
        texts = [merged_text(sheet, row, column) for row in range(top, head + 1)]
        yield column, "".join(dict.fromkeys(plain_head(text) for text in texts if text))


def merged_text(sheet: Sheet, row: int, column: int) -> str:
    """The text of a cell, or of the merged cell that covers it."""
    if text := sheet.cell(row, column).text:
        return text
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return sheet.cell(top, left).text
    return ""


def _columns(target: Target, heads: Mapping[int, str]) -> dict[str, int]:
    """Each field takes the column that suits it best; no column serves two."""
    scored = sorted(
        (-_likeness(item, text), place, column, item.name)
        for place, item in enumerate(target.fields)
        for column, text in heads.items()
        if _likeness(item, text)
    )
    found: dict[str, int] = {}
    for _, _, column, name in scored:
        if name not in found and column not in found.values():
            found[name] = column
    return found


def _likeness(item: ForeignField, head: str) -> int:
    """100 for the very name, less for later names, little for a name inside a longer head."""
    if not head or len(head) > 24:
        return 0
    if head in item.heads:
        return 100 - item.heads.index(head)
    inside = [x for x in item.heads if len(x) >= 3 and (head.endswith(x) or head.startswith(x))]
    return 50 - item.heads.index(inside[0]) if inside else 0


def own_unit(sheet: Sheet, columns: Columns, name: str) -> str:
    """The unit that the head of a column states; "" where it states none."""
    at = columns.columns[name]
    return _unit_in("".join(merged_text(sheet, row, at) for row in range(columns.top, columns.head + 1)))


def _unit(sheet: Sheet, top: int, head: int, found: Mapping[str, int], target: Target) -> str:
    """Of columns that state none: what “单位：万元” or a title’s “（万元）” above says, else the others."""
    above = "".join(
        cell.text for row in range(max(1, top - 4), top) for cell in sheet.rows.get(row, {}).values()
    )
    money = [found[x.name] for x in target.fields if x.is_money and x.name in found]
    heads = "".join(merged_text(sheet, row, at) for at in money for row in range(top, head + 1))
    return (_unit_in(above) if _STATES_UNIT.search(above) else "") or _unit_in(heads) or "元"


def _unit_in(text: str) -> str:
    return next((unit for unit in ("亿元", "万元", "元") if unit in text), "")

"""One sheet of figures with its head, out of Excel or CSV."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..reading import limits, reader
from ..reading.book import Refused, Sheet
from ..reading.cleaning import clean
from ..reading.plain_text import ENCODINGS
from .columns import HEADINGS, plain

CSV_ROWS = 60_000
"""Lines of a CSV; a province has three for each of its 10,000 departments and units."""
CSV_BYTES = 20 * limits.MIB
_LOOKED_AT = 30
"""Rows from the top in which the head is looked for."""


@dataclass(frozen=True)
class Table:
    """Headings by column; the rows below, and those above that may state the unit, with their numbers."""

    title: str
    head: int
    headings: dict[int, str]
    rows: list[tuple[int, dict[int, str]]]
    above: list[tuple[int, dict[int, str]]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As it is kept between preview and confirmation."""
        return {
            "title": self.title, "head": self.head, "headings": list(self.headings.items()),
            "rows": _listed(self.rows), "above": _listed(self.above),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Table":
        rows, above = (
            [(number, dict(cells)) for number, cells in data.get(name, ())] for name in ("rows", "above")
        )
        return cls(data["title"], data["head"], dict(data["headings"]), rows, above)


def _listed(rows: list[tuple[int, dict[int, str]]]) -> list[Any]:
    return [[number, list(cells.items())] for number, cells in rows]


def read(name: str, content: bytes) -> Table:
    """The sheet whose head is best understood. Raises Refused with a sentence for the person."""
    if name.lower().endswith(".csv"):
        tables = [_of_csv(content)]
    else:
        tables = [_of_sheet(sheet) for sheet in reader.read(content).sheets if sheet.rows]
    found = max(tables, key=lambda x: (_known(x.headings.values()), len(x.rows)), default=None)
    if found is None or not found.rows:
        raise Refused("没有找到表格：表头之下应有各部门的预算数据。")
    return found


def _known(texts: Any) -> int:
    return len({HEADINGS[plain(x)] for x in texts if plain(x) in HEADINGS})


def _of_sheet(sheet: Sheet) -> Table:
    numbered = [
        (number, {at: cell.text.strip() for at, cell in cells.items() if cell.text.strip()})
        for number, cells in sorted(sheet.rows.items())
    ]
    return _below_head(sheet.title, [row for row in numbered if row[1]])


def _of_csv(content: bytes) -> Table:
    if len(content) > CSV_BYTES:
        raise Refused(f"文件超过{CSV_BYTES // limits.MIB}MB。")
    text = clean(_decoded(content)).splitlines()
    rows: list[tuple[int, dict[int, str]]] = []
    reading = csv.reader(text, delimiter="\t" if "\t" in "".join(text[:1]) else ",")
    for cells in _rows(reading):
        filled = {at: x.strip() for at, x in enumerate(cells[: limits.COLUMNS], 1) if x.strip()}
        if filled:
            rows.append((reading.line_num, filled))
        if len(rows) > CSV_ROWS:
            raise Refused(f"超过{CSV_ROWS}行，请分批导入。")
    return _below_head("CSV", rows)


def _rows(reading: Any) -> Iterator[list[str]]:
    try:
        yield from reading
    except csv.Error as broken:
        raise Refused(f"CSV第{reading.line_num}行读不出来，请用Excel另存为.xlsx再上传。") from broken


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("CSV的编码不是UTF-8或GB18030，请用Excel另存为.xlsx再上传。")


def _below_head(title: str, rows: list[tuple[int, dict[int, str]]]) -> Table:
    """The head is the row of which most headings are known, else the first of the widest."""
    if not rows:
        return Table(title, 0, {}, [])
    top = max(
        range(min(len(rows), _LOOKED_AT)),
        key=lambda at: (_known(rows[at][1].values()), len(rows[at][1]), -at),
    )
    number, headings = rows[top]
    return Table(title, number, headings, rows[top + 1 :], rows[:top])

"""ods: how many rows and cells its own repetitions stand for, before anything is made of them; its marks."""

import re
from collections.abc import Mapping

from . import limits
from .archive import Archive
from .book import Refused
from .marks import Marks
from .markup import attribute, walk

_WHOLE = re.compile(r"[0-9]{1,9}")
_CELLS = ("table-cell", "covered-table-cell")


def look(archive: Archive) -> list[Marks]:
    """The marks of each sheet, in order.

    Raises Refused when the repeated cells that hold something are too many, or for a DTD.
    """
    reader = _Reader()
    walk(archive.chunks("content.xml"), reader.start, reader.end)
    return reader.sheets


class _Reader:
    """Counts through rows and columns, each of which may stand for many."""

    def __init__(self) -> None:
        self.sheets: list[Marks] = []
        self._rows = self._cells = self._area = 0
        self._row = self._next_row = 1
        self._column = 1
        self._repeated = 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self.sheets.append(Marks())
            self._next_row = 1
        elif name == "table-row":
            self._repeated = _times(attribute(attributes, "number-rows-repeated"))
            self._row, self._column = self._next_row, 1
            self._next_row += self._repeated
        elif name in _CELLS and self.sheets:
            self._cell(attributes)

    def end(self, name: str) -> None:
        """Nothing to close: every row and table says where it begins."""

    def _cell(self, attributes: Mapping[str, str]) -> None:
        repeated = _times(attribute(attributes, "number-columns-repeated"))
        if kind := attribute(attributes, "value-type"):
            self._count(repeated)
            if kind == "percentage":
                self._mark_percents(repeated)
        self._merge(attributes)
        self._column += repeated

    def _count(self, repeated: int) -> None:
        self._cells += repeated * self._repeated
        self._rows = max(self._rows, self._repeated)
        if self._cells > limits.CELLS or self._rows > limits.ROWS:
            raise Refused("表格内容过多，请只保留需要导入的内容后再上传。")

    def _mark_percents(self, repeated: int) -> None:
        self.sheets[-1].percents |= {
            (row, column)
            for row in range(self._row, self._row + self._repeated)
            for column in range(self._column, self._column + repeated)
        }

    def _merge(self, attributes: Mapping[str, str]) -> None:
        across = _times(attribute(attributes, "number-columns-spanned"))
        down = _times(attribute(attributes, "number-rows-spanned"))
        if across == down == 1:
            return
        self._area += across * down
        if self._area > limits.MERGED_CELLS:
            raise Refused(f"合并的单元格超过{limits.MERGED_CELLS}个，请取消整行整列的合并后再上传。")
        corner = (self._row, self._column, self._row + down - 1, self._column + across - 1)
        self.sheets[-1].merged.append(corner)


def _times(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else 1

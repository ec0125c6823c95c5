"""The cells of one sheet of an xlsx file."""

import re
from collections.abc import Callable, Mapping, Sequence

from . import limits, values
from .book import TEXT, Cell, Refused

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_TEXT_PARTS = ("v", "t")


class SheetReader:
    """Takes the elements of a sheet as they come; what the sheet says about its own size is not believed."""

    def __init__(self, texts: Sequence[str], styles: Sequence[str], spend: Callable[[int], None]) -> None:
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self._texts, self._styles, self._spend = texts, styles, spend
        self._row = self._column = self._area = 0
        self._kind = self._style = self._inside = ""
        self._parts: list[str] = []
        self._is_formula = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside = name
        if name == "row":
            self._row = _whole(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c":
            self._begin(attributes)
        elif name == "f":
            self._is_formula = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _begin(self, attributes: Mapping[str, str]) -> None:
        written = attributes.get("r", "")
        if place := _PLACE.fullmatch(written):
            self._column, self._row = column_number(place[1]), int(place[2])
        else:  # no place is the next one; what is no place at all is outside of every table
            self._column = limits.COLUMNS + 1 if written else self._column + 1
        self._kind, self._is_formula = attributes.get("t", ""), False
        style = _whole(attributes.get("s"), 0)
        self._style = self._styles[style] if style < len(self._styles) else ""
        self._parts.clear()

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        corners = [_PLACE.fullmatch(corner) for corner in (first, last or first)]
        if None in corners:
            return
        (left, top), (right, bottom) = ((column_number(x[1]), int(x[2])) for x in corners if x)
        self._area += max(0, bottom - top + 1) * max(0, right - left + 1)
        if self._area > limits.MERGED_CELLS:
            raise Refused(f"合并的单元格超过{limits.MERGED_CELLS}个，请取消整行整列的合并后再上传。")
        self.merged.append((top, left, bottom, right))

    def text(self, data: str) -> None:
        if self._inside in _TEXT_PARTS:
            self._parts.append(data)

    def end(self, name: str) -> None:
        self._inside = ""
        if name == "c":
            self._put(self._value("".join(self._parts)))

    def _value(self, text: str) -> Cell:
        if self._kind == "s":
            number = _whole(text, len(self._texts))
            text = self._texts[number] if number < len(self._texts) else ""
        if len(text) > limits.TEXT:
            raise Refused(f"第{self._row}行有超过{limits.TEXT}个字符的单元格。")
        return values.cell(self._kind, text, self._style, is_formula=self._is_formula)

    def _put(self, cell: Cell) -> None:
        if not cell.text and cell.kind == TEXT:
            return
        if self._row > limits.ROWS:
            raise Refused(f"表格超过{limits.ROWS}行，请删除多余的行后再上传。")
        if self._column > limits.COLUMNS:
            return
        self._spend(len(cell.text))
        self.rows.setdefault(self._row, {})[self._column] = cell


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(text: str | None, default: int) -> int:
    stripped = (text or "").strip()
    return int(stripped) if re.fullmatch(r"[0-9]{1,7}", stripped) else default

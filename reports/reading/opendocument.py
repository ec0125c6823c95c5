"""ods: how many rows and cells its own repetitions stand for, before anything is made of them."""

import re
from collections.abc import Mapping

from . import limits
from .archive import Archive
from .book import Refused
from .markup import attribute, walk

_WHOLE = re.compile(r"[0-9]{1,9}")


def check(archive: Archive) -> None:
    """Raises Refused when the repeated cells that hold something are too many, or for a DTD."""
    rows = cells = repeated_rows = 0
    pending = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal rows, cells, repeated_rows, pending
        if name == "table-row":
            repeated_rows = _times(attribute(attributes, "number-rows-repeated"))
        elif name in ("table-cell", "covered-table-cell"):
            pending = _times(attribute(attributes, "number-columns-repeated"))
            if attribute(attributes, "value-type"):
                cells += pending * repeated_rows
                rows = max(rows, repeated_rows)
        if cells > limits.CELLS or rows > limits.ROWS:
            raise Refused("表格内容过多，请只保留需要导入的内容后再上传。")

    walk(archive.chunks("content.xml"), start, lambda name: None)


def _times(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else 1

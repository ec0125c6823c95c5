"""CSV that spreadsheets open as it is meant: UTF-8 is marked, and no text becomes a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

CONTENT_TYPE = "text/csv; charset=utf-8"
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    """Hands a written line straight back."""

    def write(self, line: str) -> str:
        return line


def lines(heads: Sequence[str], rows: Iterable[Sequence[str | int | Decimal]]) -> Iterator[str]:
    """Line by line; a text that begins like a formula gets an apostrophe, a number stays a number."""
    line = csv.writer(_Echo())
    yield "\ufeff" + line.writerow(heads)
    for row in rows:
        yield line.writerow([_safe(x) if isinstance(x, str) else x for x in row])


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_LIKE_A_FORMULA) else text

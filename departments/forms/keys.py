"""The numbers of rows that an address or a form names."""

import re
from collections.abc import Iterable

from django.db.models import BigIntegerField

MOST = BigIntegerField.MAX_BIGINT
"""The largest that a column of keys holds, and so that a query may ask for."""
_DIGITS = re.compile(r"[0-9]{1,19}")


def key_of(text: str) -> int | None:
    """`text` as the number of a row; None where it is none.

    ASCII digits only: Python also reads those of other scripts as numbers, and no page of ours writes them.
    """
    number = int(text) if _DIGITS.fullmatch(text) else None
    return None if number is None or number > MOST else number


def keys_of(texts: Iterable[str]) -> list[int]:
    """Those of `texts` that are numbers of rows, in their order; the others are left out."""
    return [key for text in texts if (key := key_of(text)) is not None]

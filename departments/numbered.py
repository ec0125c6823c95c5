"""Versions by their keys: hubei-2020, hubei-2020-v2, hubei-2020-v3 are one thing as it grew."""

import re

from .models.scoring_scheme import VersionedData

_NUMBERED = re.compile(r"(.*?)(?:-v(\d{1,4}))?")


def stem_and_number(key: str) -> tuple[str, int]:
    """("hubei-2020", 3) of hubei-2020-v3; the first version bears no number."""
    match = _NUMBERED.fullmatch(key)
    return (match[1], int(match[2] or 1)) if match else (key, 1)


def following(row: VersionedData) -> tuple[str, int]:
    """Key and number of the version after every one there is."""
    stem, _ = stem_and_number(row.key)
    stem = stem[:50]
    taken = set(type(row)._default_manager.filter(key__startswith=stem).values_list("key", flat=True))
    number = next(n for n in range(2, 10_000) if f"{stem}-v{n}" not in taken)
    return f"{stem}-v{number}", number

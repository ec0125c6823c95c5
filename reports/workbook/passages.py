"""A long text of an import: what changes in it, and so much around that it is found."""

from collections.abc import Iterator

from departments.versions import Edit

LONG = 120
"""From this many characters on only what changes is shown."""
LONGEST = 8000
"""Of both texts together; what is longer is shown whole, comparing would take too long."""
AROUND = 20
"""Characters shown before and after a change."""
Piece = tuple[str, str]


def passages(old: str, new: str) -> list[Piece]:
    """Pieces taken out (`del`), put in (`ins`) and left alone, these shortened; none where all is shown."""
    if min(len(old), len(new)) < LONG or len(old) + len(new) > LONGEST:
        return []
    return list(_shortened(Edit("", "", old, new).pieces))


def _shortened(pieces: list[Piece]) -> Iterator[Piece]:
    for number, (kind, text) in enumerate(pieces):
        before = text[:AROUND] if number else ""
        after = text[-AROUND:] if number < len(pieces) - 1 else ""
        shorter = f"{before}……{after}"
        yield kind, text if kind or len(shorter) >= len(text) else shorter

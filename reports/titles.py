"""Lines of a title: whole words, symmetric, none wider than the page (GB/T 9704-2012, 7.3.1)."""

import unicodedata
from collections.abc import Iterable
from math import ceil

WIDEST = 20.0
"""Characters of 22 pt in 156 mm."""


def width(text: str) -> float:
    """Full-width characters count 1, half-width ones a half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def balanced(lines: Iterable[str], after: str) -> tuple[str, ...]:
    """Keep the lines given; where one is too wide or the last a leftover, break after the name instead."""
    given = tuple(lines)
    if all(width(line) <= WIDEST for line in given) and not _has_leftover(given):
        return given
    whole = "".join(given)
    head, name, rest = whole.partition(after)
    return tuple(part for line in (head + name, rest) for part in _even(line) if part)


def _has_leftover(lines: tuple[str, ...]) -> bool:
    return len(lines) > 1 and width(lines[-1]) <= 3


def _even(line: str) -> Iterable[str]:
    """Pieces of about the same width, each narrower than the page."""
    share = width(line) / max(1, ceil(width(line) / WIDEST))
    piece = ""
    for char in line:
        piece += char
        if width(piece) >= share - 0.5:
            yield piece
            piece = ""
    yield piece

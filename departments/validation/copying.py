"""Copied text: a text as its shingles, so that it can be told how much of it stands in another."""

import re
from dataclasses import dataclass
from zlib import crc32

SHINGLE = 8
"""Characters in a shingle."""
SAMPLED = 4
"""One shingle in so many is kept, always the same ones: enough to know a copy, a quarter of the memory."""
ALIKE = 0.6
"""From this share of common shingles on a text counts as copied."""
SHORTEST = 60
"""Characters; shorter texts are alike by chance."""
_NOISE = re.compile(r"[\s\W_0-9]+")
_FIGURE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Likeness:
    """A section that is like a text filed earlier: another department's, or the own one of another year.

    `share` in per cent of the section's own characters.
    """

    section: str
    share: int
    year: int
    is_own: bool


def bare(text: str) -> str:
    """The text without figures by name, digits, blanks and marks."""
    return _NOISE.sub("", _FIGURE.sub("", text))


def shingles(text: str) -> frozenset[int]:
    """A fixed quarter of the overlapping runs of characters, as numbers; digits and marks do not count."""
    letters = bare(text).encode("utf-32-le")
    width, end = 4 * SHINGLE, len(letters)
    runs = (crc32(letters[at : at + width]) for at in range(0, end - width + 1, 4))
    return frozenset(run for run in runs if run % SAMPLED == 0)

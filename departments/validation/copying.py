"""Copied text: how much of a text stands in others, by shingles of characters. Fast against 10,000 texts."""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from zlib import crc32

SHINGLE = 8
"""Characters in a shingle."""
SAMPLED = 4
"""One shingle in so many is kept, always the same ones: enough to know a copy, a quarter of the memory."""
BITS = 24
"""For the number of a text: 16 million texts."""
ALIKE = 0.6
"""From this share of common shingles on a text counts as copied."""
SHORTEST = 60
"""Characters; shorter texts are alike by chance."""
COMMON = 0.02
"""Shingles that stand in more than this share of all texts are set phrases, and do not count."""
_NOISE = re.compile(r"[\s\W_0-9]+")

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Match(Generic[Key]):
    """Another text, and the share (0 to 1) of the shingles of the asked one that stand in it."""

    key: Key
    share: float


def shingles(text: str) -> frozenset[int]:
    """A fixed quarter of the overlapping runs of characters, as numbers; digits and marks do not count."""
    bare = _NOISE.sub("", text).encode("utf-32-le")
    width, end = 4 * SHINGLE, len(bare)
    runs = (crc32(bare[at : at + width]) for at in range(0, end - width + 1, 4))
    return frozenset(run for run in runs if run % SAMPLED == 0)


class ShingleIndex(Generic[Key]):
    """Texts by key, ready to be asked what a text was copied from. A sorted array of shingle and text."""

    def __init__(self, texts: Mapping[Key, str] | None = None) -> None:
        self._keys: list[Key] = []
        self._where = array("Q")
        self._is_sorted = True
        for key, text in (texts or {}).items():
            self.add(key, text)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: Key, text: str) -> None:
        """Take up one more text."""
        number = len(self._keys)
        self._keys.append(key)
        self._where.extend((shingle << BITS) + number for shingle in shingles(text))
        self._is_sorted = False

    def matches(self, text: str, alike: float = ALIKE, leave_out: Iterable[Key] = ()) -> list[Match[Key]]:
        """The texts that hold at least this share of it, the most alike first."""
        own = shingles(text)
        if len(_NOISE.sub("", text)) < SHORTEST or not own:
            return []
        most = max(20, int(len(self._keys) * COMMON))
        rare = [numbers for numbers in map(self._texts_with, own) if len(numbers) <= most]
        counts = Counter(number for numbers in rare for number in numbers)
        skipped = set(leave_out)
        alikes = (
            (self._keys[n], count / len(rare)) for n, count in counts.items() if count >= alike * len(rare)
        )
        kept = [Match(key, round(share, 4)) for key, share in alikes if key not in skipped]
        return sorted(kept, key=lambda match: -match.share)

    def _texts_with(self, shingle: int) -> list[int]:
        """The numbers of the texts that hold a shingle."""
        if not self._is_sorted:
            self._where = array("Q", sorted(self._where))
            self._is_sorted = True
        first = bisect_left(self._where, shingle << BITS)
        last = bisect_left(self._where, (shingle + 1) << BITS, first)
        return [entry & ((1 << BITS) - 1) for entry in self._where[first:last]]


def similarity(
    texts: Mapping[Key, str], corpus: ShingleIndex[Key], alike: float = ALIKE
) -> Iterator[tuple[Key, Match[Key]]]:
    """For each text the most alike text of the corpus under another key."""
    for key, text in texts.items():
        if found := corpus.matches(text, alike, leave_out=(key,)):
            yield key, found[0]

"""Copied text: how much of a text stands in others, by shingles of characters. Fast against 10,000 texts."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

SHINGLE = 8
"""Characters in a shingle."""
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


def shingles(text: str) -> frozenset[str]:
    """The overlapping runs of characters of a text; digits and marks do not count."""
    bare = _NOISE.sub("", text)
    return frozenset(bare[i : i + SHINGLE] for i in range(len(bare) - SHINGLE + 1))


class ShingleIndex(Generic[Key]):
    """Texts by key, ready to be asked what a text was copied from."""

    def __init__(self, texts: Mapping[Key, str] | None = None) -> None:
        self._keys: list[Key] = []
        self._where: dict[str, list[int]] = {}
        for key, text in (texts or {}).items():
            self.add(key, text)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: Key, text: str) -> None:
        """Take up one more text."""
        number = len(self._keys)
        self._keys.append(key)
        for shingle in shingles(text):
            self._where.setdefault(shingle, []).append(number)

    def matches(self, text: str, alike: float = ALIKE, leave_out: Iterable[Key] = ()) -> list[Match[Key]]:
        """The texts that hold at least this share of it, the most alike first."""
        own = shingles(text)
        if len(_NOISE.sub("", text)) < SHORTEST or not own:
            return []
        most = max(20, int(len(self._keys) * COMMON))
        found = [self._where.get(shingle, ()) for shingle in own]
        rare = [numbers for numbers in found if len(numbers) <= most]
        counts = Counter(number for numbers in rare for number in numbers)
        skipped = set(leave_out)
        alikes = (
            (self._keys[n], count / len(rare)) for n, count in counts.items() if count >= alike * len(rare)
        )
        kept = [Match(key, round(share, 4)) for key, share in alikes if key not in skipped]
        return sorted(kept, key=lambda match: -match.share)


def similarity(
    texts: Mapping[Key, str], corpus: ShingleIndex[Key], alike: float = ALIKE
) -> Iterator[tuple[Key, Match[Key]]]:
    """For each text the most alike text of the corpus under another key."""
    for key, text in texts.items():
        if found := corpus.matches(text, alike, leave_out=(key,)):
            yield key, found[0]

"""Sentences and the quantities in them, each with the words that say what it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .quantities import Quantity
from .units import are_comparable

_END = re.compile(r"[。!?]+[”）)]?|\n+")
_BREAK = re.compile(r"[,，;:。()!?\n]|(?<![0-9])、|——")
_HARD_WRAP = re.compile(r"\n\s*\n?(?![ \n]*(?:[一二三四五六七八九十]{1,3}[、是]|[(（①-⑳0-9]|附件|\s*$))")
_OPEN = (";", ":", ",", "，", "、")
LONGEST_LINE = 25
"""A line at least this long that ends in no mark was wrapped: the sentence goes on below."""


@dataclass(frozen=True)
class Mention:
    """A quantity in its sentence."""

    quantity: Quantity
    sentence: "Sentence"
    number: int
    """Its place among the quantities of the sentence, from 0."""

    @property
    def start(self) -> int:
        """Offset in the text."""
        return self.quantity.start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.quantity.end

    @cached_property
    def label(self) -> str:
        """The words right before it, back to a mark or another quantity."""
        return self._before(_BREAK)

    @cached_property
    def lead(self) -> str:
        """The words of its clause before it, over 、 and other quantities."""
        before = self.sentence.text[self.sentence.start : self.start]
        cut = max((before.rfind(mark) for mark in ",，;。:()\n"), default=-1)
        return before[cut + 1 :] if not before[cut : cut + 1].isdigit() else before

    @cached_property
    def after(self) -> str:
        """The words behind it, up to a mark or another quantity."""
        following = self.sentence.following(self)
        stop = following.start if following else self.sentence.end
        rest = self.sentence.text[self.end : stop]
        mark = _BREAK.search(rest)
        return rest[: mark.start()] if mark else rest

    @cached_property
    def segment(self) -> int:
        """Number of the part of the sentence between semicolons."""
        return self.sentence.text.count(";", self.sentence.start, self.start)

    @cached_property
    def depth(self) -> int:
        """How many brackets it stands in."""
        before = self.sentence.text[self.sentence.start : self.start]
        return before.count("(") - before.count(")")

    @cached_property
    def names(self) -> str:
        """Label and the noun behind it: what the figure counts."""
        return self.label + "…" + self.after

    def is_like(self, other: "Mention") -> bool:
        """In a unit that can be compared."""
        return are_comparable(self.quantity.unit, other.quantity.unit)

    def between(self, later: "Mention") -> str:
        """The words from the end of this one to the start of a later one."""
        return self.sentence.text[self.end : later.start]

    def _before(self, marks: re.Pattern[str]) -> str:
        previous = self.sentence.preceding(self)
        start = previous.end if previous else self.sentence.start
        before = self.sentence.text[start : self.start]
        ends = [match.end() for match in marks.finditer(before)]
        return before[ends[-1] :] if ends else before


@dataclass(frozen=True, eq=False)
class Sentence:
    """A stretch of text up to 。 or the end of a paragraph. `text` is the whole text it stands in."""

    text: str
    start: int
    end: int
    paragraph: int
    quantities: tuple[Quantity, ...]
    section: int = 0
    previous: "Sentence | None" = None
    """The one before it in its block: what it goes on from."""

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Its quantities with their words."""
        return tuple(Mention(quantity, self, n) for n, quantity in enumerate(self.quantities))

    def preceding(self, mention: Mention) -> Quantity | None:
        """The quantity before one of its own."""
        return self.quantities[mention.number - 1] if mention.number else None

    def following(self, mention: Mention) -> Quantity | None:
        """The quantity behind one of its own."""
        after = mention.number + 1
        return self.quantities[after] if after < len(self.quantities) else None

    @property
    def words(self) -> str:
        """The sentence itself, as read."""
        return self.text[self.start : self.end].strip()


def sentences_of(folded: str, quantities: tuple[Quantity, ...], section: int = 0) -> list[Sentence]:
    """Split a text; only sentences with quantities or words count."""
    waiting = list(reversed(quantities))
    sentences: list[Sentence] = []
    last: Sentence | None = None
    for paragraph, (start, end) in _stretches(folded):
        inside = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        if folded[start:end].strip():
            before = last if last and _belongs(last, paragraph) else None
            last = Sentence(folded, start, end, paragraph, tuple(inside), section, before)
            sentences.append(last)
    return sentences


def _belongs(last: Sentence, paragraph: int) -> bool:
    """Whether the next sentence goes on from it: in its paragraph, or in the next line of a list."""
    return paragraph == last.paragraph or (paragraph == last.paragraph + 1 and last.words.endswith(_OPEN))


def _stretches(folded: str) -> Iterator[tuple[int, tuple[int, int]]]:
    start = paragraph = 0
    for mark in _END.finditer(folded):
        is_line = "\n" in mark[0]
        if is_line and _goes_on(folded, start, mark):
            continue
        yield paragraph, (start, mark.end())
        start = mark.end()
        paragraph += is_line
    yield paragraph, (start, len(folded))


def _goes_on(folded: str, start: int, mark: re.Match[str]) -> bool:
    """Whether the line was wrapped in the middle of a sentence."""
    line = folded[max(start, folded.rfind("\n", 0, mark.start()) + 1) : mark.start()].strip()
    ends_open = bool(line) and ("\u4e00" <= line[-1] <= "\u9fff" or line[-1] in "，,、")
    return ends_open and len(line) >= LONGEST_LINE and _HARD_WRAP.match(folded, mark.start()) is not None

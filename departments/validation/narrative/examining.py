"""Everything that is read and judged in the texts of one document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from departments.scoring.figures import FigureValue

from .averages import averages_in
from .balances import balances_in
from .changes import changes_in
from .columns import columns_in
from .counts import counts_in
from .grids import grids_in
from .judging import AGREES, CLASSES, FAULTS, ROUNDING, TRUNCATED, UNKNOWN, WRONG, Statement
from .lists import lists_in
from .quantities import Quantity, quantities_of
from .rates import rates_in
from .repeats import repeats_in
from .sentences import Mention, Sentence, sentences_of
from .shares import shares_in
from .sums import sums_in
from .tables import CHECK as TABLES
from .tables import Tables, compared
from .texts import Text

_GRAVITY = {verdict: place for place, verdict in enumerate((*FAULTS, AGREES, UNKNOWN))}


MOST_FIGURES, LONGEST = 80, 2000
"""A stretch with more figures or characters than this is no sentence; nothing is read out of it."""


@dataclass(frozen=True)
class Section:
    """One text: the key of its row, its place in words, what was written and how it is read."""

    text: Text
    key: str = ""
    title: str = ""

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The figures, with offsets in the resolved text."""
        return quantities_of(self.text)


@dataclass(frozen=True)
class Examination:
    """The sections, and what was found to be said in them."""

    sections: tuple[Section, ...]
    statements: tuple[Statement, ...]

    @cached_property
    def standing(self) -> tuple[Statement, ...]:
        """Without consequences, and slight differences of what agrees with the tables, which are exact."""
        exact = {x.mention for x in self.statements if x.check == TABLES and x.verdict == AGREES}
        slight = (ROUNDING, TRUNCATED)
        kept = [x for x in self.statements if x.verdict not in slight or x.mention not in exact]
        wrong = {x.mention: x for x in kept if x.verdict == WRONG and x.check != TABLES}
        return tuple(x for x in kept if x.verdict not in FAULTS or not _follows(x, wrong))

    @cached_property
    def faults(self) -> tuple[Statement, ...]:
        """What is to be shown, one statement for each figure: the gravest."""
        worst: dict[tuple[int, int], Statement] = {}
        for statement in self.standing:
            place = (statement.mention.sentence.section, statement.mention.start)
            if statement.verdict in FAULTS and _is_worse(statement, worst.get(place)):
                worst[place] = statement
        return tuple(worst[place] for place in sorted(worst))

    @cached_property
    def classes(self) -> Mapping[tuple[int, int], str]:
        """Section number and start of each figure → its class."""
        found: dict[tuple[int, int], str] = {}
        for statement in self.standing:
            own = [(statement.mention, statement.verdict)]
            shared = [(x, AGREES) for x in statement.operands if statement.verdict == AGREES]
            for mention, verdict in own + shared:
                place = (mention.sentence.section, mention.start)
                if _GRAVITY[verdict] < _GRAVITY[found.get(place, UNKNOWN)]:
                    found[place] = verdict
        return found

    def class_of(self, section: int, quantity: Quantity) -> str:
        """How one figure was judged."""
        return self.classes.get((section, quantity.start), UNKNOWN)


def examine(
    texts: Sequence[tuple[str, str, str]],
    figures: Mapping[str, FigureValue] | None = None,
    tables: Tables | None = None,
) -> Examination:
    """Read key, place and text of each section; `figures` resolves names in braces."""
    sections = tuple(Section(Text.of(text, figures), key, title) for key, title, text in texts)
    read = [list(_sentences(x.text, number)) for number, x in enumerate(sections)]
    said = [statement for sentences in read for statement in _said(tuple(sentences))]
    everything = [sentence for sentences in read for sentence in sentences if is_readable(sentence)]
    said += counts_in(everything)
    said += repeats_in(everything)
    if tables:
        said += compared(everything, tables)
    return Examination(sections, tuple(said))


@lru_cache(maxsize=512)
def _sentences(text: Text, number: int) -> tuple[Sentence, ...]:
    return tuple(sentences_of(text.folded, quantities_of(text), number))


@lru_cache(maxsize=512)
def _said(sentences: tuple[Sentence, ...]) -> tuple[Statement, ...]:
    """What the sentences of one section say by themselves."""
    readable = [x for x in sentences if is_readable(x)]
    said = (x for sentence in readable if sentence.quantities for x in _of(sentence))
    return (*said, *shares_in(readable), *grids_in(sentences))


def _of(sentence: Sentence) -> Iterator[Statement]:
    yield from rates_in(sentence)
    yield from changes_in(sentence)
    yield from sums_in(sentence)
    yield from columns_in(sentence)
    yield from lists_in(sentence)
    yield from averages_in(sentence)
    yield from balances_in(sentence)


def is_readable(sentence: Sentence) -> bool:
    """Whether it is a sentence, not a table or a wall of text."""
    return len(sentence.quantities) <= MOST_FIGURES and sentence.end - sentence.start <= LONGEST


def _follows(fault: Statement, wrong: Mapping[Mention, Statement]) -> bool:
    """Whether it is only a consequence: computed from a figure that the text itself shows to be wrong."""
    return any(
        x in wrong and x != fault.mention and fault.mention not in wrong[x].operands for x in fault.operands
    )


def _is_worse(statement: Statement, other: Statement | None) -> bool:
    return other is None or _GRAVITY[statement.verdict] < _GRAVITY[other.verdict]


__all__ = ["CLASSES", "Examination", "Mention", "Section", "examine"]

"""How much of each section is filled in."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from departments.models import Assessment
from departments.scoring.facts import AssessmentFacts
from departments.scoring.scorecard import Scorecard

Cards = Sequence[Scorecard]


class Filled(NamedTuple):
    """How much of a section is filled in, in words, and whether that is everything."""

    text: str = ""
    is_all: bool = True

    @classmethod
    def share(cls, done: int, of: int) -> "Filled":
        """So many of so many."""
        return cls(f"{done}/{of}", 0 < of == done)


def _basics(row: Assessment, facts: AssessmentFacts, cards: Cards) -> Filled:
    return Filled.share(sum(1 for x in (row.contact, row.phone, row.filled_on) if x), 3)


def _budget(row: Assessment, facts: AssessmentFacts, cards: Cards) -> Filled:
    return Filled(f"{len(facts.budget)}行", bool(facts.budget))


def _projects(row: Assessment, facts: AssessmentFacts, cards: Cards) -> Filled:
    return Filled(f"{len(facts.projects)}个", bool(facts.projects))


def _indicators(row: Assessment, facts: AssessmentFacts, cards: Cards) -> Filled:
    lines = [line for card in cards for line in card.lines]
    return Filled.share(sum(1 for x in lines if x.score is not None), len(lines))


def _texts(row: Assessment, facts: AssessmentFacts, cards: Cards) -> Filled:
    keys = [block["section"] for block in row.fiscal_year.outline.text_blocks()]
    return Filled.share(sum(1 for key in keys if facts.sections.get(key, "").strip()), len(keys))


def _evidence(row: Assessment, facts: AssessmentFacts, cards: Cards) -> Filled:
    counts = [x.evidence_count for goal in facts.goals for x in goal.indicators]
    return Filled.share(sum(1 for count in counts if count), len(counts))


FILLED: dict[str, Callable[[Assessment, AssessmentFacts, Cards], Filled]] = {
    "basics": _basics,
    "budget": _budget,
    "projects": _projects,
    "indicators": _indicators,
    "texts": _texts,
    "evidence": _evidence,
}


def filled_in(section: str, row: Assessment, facts: AssessmentFacts, cards: Cards) -> Filled:
    """How much of one section is filled in; sections that hold nothing themselves are always complete."""
    return FILLED[section](row, facts, cards) if section in FILLED else Filled()

"""Scorecards as pages show them: their lines by goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from departments.scoring.facts import AssessmentFacts, GoalFacts
from departments.scoring.scorecard import Scorecard
from departments.scoring.scored_line import ScoredLine


@dataclass(frozen=True)
class GoalScore:
    """The lines of one goal and their sum."""

    title: str
    lines: tuple[ScoredLine, ...]

    @classmethod
    def of(cls, goal: GoalFacts, lines: Mapping[str, ScoredLine]) -> "GoalScore":
        """The lines of this very goal, whatever others are called."""
        return cls(goal.title, tuple(lines[x.key] for x in goal.indicators if x.key in lines))

    @property
    def score(self) -> Decimal:
        return sum((x.score for x in self.lines if x.score is not None), Decimal("0.00"))

    @property
    def weight(self) -> Decimal:
        return sum((x.weight for x in self.lines if x.weight is not None), Decimal(0))

    @property
    def unscored(self) -> int:
        return sum(1 for x in self.lines if x.score is None)


@dataclass(frozen=True)
class CardView:
    """A scorecard with its lines by goal."""

    card: Scorecard
    goals: tuple[GoalScore, ...]

    @property
    def unscored(self) -> list[ScoredLine]:
        return [line for line in self.card.lines if line.score is None]


def cards_of(facts: AssessmentFacts, scorecards: tuple[Scorecard, ...]) -> list[CardView]:
    """Scorecards with their lines by goal; the lines of a card stand in the order of its goals."""
    views = []
    for card in scorecards:
        rest = iter(card.lines)
        goals = facts.goals_of(card.project)
        views.append(
            CardView(card, tuple(GoalScore(x.title, tuple(islice(rest, len(x.indicators)))) for x in goals))
        )
    return views

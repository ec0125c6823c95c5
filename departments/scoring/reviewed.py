"""复核: the reviewer's score beside the self-score, line by line, and the total that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from .deductions import DEDUCTIONS, Disagrees, deducted, deviation
from .facts import BudgetFacts, IndicatorFacts
from .measures import Measure
from .rounding import ZERO, round_half_up
from .schemes import Scheme
from .scorecard import Scorecard
from .scored_line import ScoredLine, score_line

NOTHING = round_half_up(ZERO)


@dataclass(frozen=True)
class Entered:
    """What a reviewer put down for one line. `deduction` is a key of `DEDUCTIONS` or blank."""

    value: str = ""
    score: Decimal | None = None
    deduction: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReviewedLine:
    """A self-scored line beside what the review makes of it. `entered` is None until it was reviewed."""

    line: ScoredLine
    entered: Entered | None
    score: Decimal | None

    @property
    def deviation(self) -> Decimal | None:
        """偏离度 of the score in per cent."""
        if self.entered is None or self.line.score is None or self.score is None:
            return None
        return deviation(self.line.score, self.score)

    @property
    def is_lower(self) -> bool:
        """The review gives fewer marks than the department gave itself."""
        return None not in (self.line.score, self.score) and (self.score or ZERO) < (self.line.score or ZERO)


@dataclass(frozen=True)
class ReviewedCard:
    """One form as reviewed: what was not looked at counts as the self-score."""

    card: Scorecard
    lines: tuple[ReviewedLine, ...]
    grade: str | None

    @property
    def total(self) -> Decimal:
        """复核总得分 = 预算执行得分 + the printed lines as reviewed."""
        scores = (x.score for x in self.lines if x.score is not None)
        return self.card.execution_score + sum(scores, NOTHING)

    @property
    def reviewed(self) -> int:
        """How many lines were looked at."""
        return sum(1 for x in self.lines if x.entered is not None)

    @property
    def deviation(self) -> Decimal | None:
        """偏离度 of the total in per cent."""
        return deviation(self.card.total, self.total)


def reviewed_score(
    indicator: IndicatorFacts, line: ScoredLine, entered: Entered, scheme: Scheme, budget: BudgetFacts
) -> Decimal | None:
    """复核得分: as entered, else by the deduction, else by the method from 复核完成值, else the self-score.

    Raises Disagrees when the entered score is not what the chosen deduction takes.
    """
    share = DEDUCTIONS[entered.deduction].share if entered.deduction else None
    by_deduction = None if share is None else deducted(line.weight or ZERO, share)
    if entered.score is not None:
        if share is not None and by_deduction is not None and entered.score != by_deduction:
            raise Disagrees(share, by_deduction)
        return round_half_up(entered.score)
    if by_deduction is not None:
        return by_deduction
    if entered.value:
        actual = replace(indicator, actual=Measure.read(entered.value), entered_score=None)
        return score_line(line.goal, actual, scheme, budget).score
    return line.score


def reviewed_card(
    card: Scorecard,
    indicators: tuple[IndicatorFacts, ...],
    entered: Mapping[str, Entered],
    scheme: Scheme,
    budget: BudgetFacts,
) -> ReviewedCard:
    """One form with what was entered for its lines, by their keys."""
    lines = tuple(
        _line(indicator, line, entered.get(line.key), scheme, budget)
        for indicator, line in zip(indicators, card.lines, strict=True)
    )
    unscored = any(x.score is None for x in lines)
    graded = ReviewedCard(card, lines, None)
    return graded if unscored or not lines else replace(graded, grade=scheme.grade_of(graded.total))


def _line(
    indicator: IndicatorFacts, line: ScoredLine, entered: Entered | None, scheme: Scheme, budget: BudgetFacts
) -> ReviewedLine:
    if entered is None:
        return ReviewedLine(line, None, line.score)
    return ReviewedLine(line, entered, reviewed_score(indicator, line, entered, scheme, budget))

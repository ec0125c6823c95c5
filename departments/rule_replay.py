"""规则重算: submissions as they were frozen, scored once more by another scheme."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from . import queries
from .models import Submission
from .scoring.schemes import Scheme
from .scoring.scorecard import Scorecard, score


@dataclass(frozen=True)
class Replayed:
    """One scorecard before and after; `project` is None for the department's own."""

    submission: Submission
    project: str | None
    before: Decimal
    after: Decimal
    grade_before: str
    grade_after: str

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def signed(self) -> str:
        """The difference with its sign."""
        return f"{self.difference:+}" if self.difference else "0"

    @property
    def is_moved(self) -> bool:
        """The grade is another one."""
        return self.grade_before != self.grade_after

    @property
    def is_changed(self) -> bool:
        return self.is_moved or bool(self.difference)


def replay(submission: Submission, scheme: Scheme) -> Iterator[Replayed]:
    """The scorecards that the scheme is for: the department's, or those of its projects."""
    facts = queries.facts_of(submission)
    is_own = scheme.kind == "department"
    before = {card["project"]: Scorecard.from_dict(card) for card in submission.scorecards}
    changed = replace(facts, scheme=scheme) if is_own else replace(facts, project_scheme=scheme)
    for card in score(changed):
        if (card.project is None) == is_own and (old := before.get(card.project)) is not None:
            yield Replayed(submission, card.project, old.total, card.total, old.grade or "", card.grade or "")

"""评分表: every line scored, the execution score, the total and the grade."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .execution import execution_percent, execution_score
from .facts import AssessmentFacts, BudgetFacts, GoalFacts
from .kept import FORMS, hashed_once
from .rounding import ZERO, printed, round_half_up
from .schemes import Scheme
from .scored_line import ScoredLine, score_line
from .trace import Trace

NOTHING = round_half_up(ZERO)


@hashed_once
@dataclass(frozen=True)
class Scorecard:
    """The result of one form: the department's (`project` None) or a project's. `scheme` is its key."""

    project: str | None
    scheme: str
    scheme_version: str
    execution_rate: Decimal
    """执行率 in per cent, 2 decimals."""
    execution_trace: Trace
    lines: tuple[ScoredLine, ...]
    grade: str | None

    @property
    def execution_score(self) -> Decimal:
        """预算执行得分, 2 decimals."""
        return self.execution_trace.result

    @property
    def indicator_score(self) -> Decimal:
        """指标得分: the printed lines added up; unscored lines count 0."""
        return sum((line.score for line in self.lines if line.score is not None), NOTHING)

    @property
    def total(self) -> Decimal:
        """总得分 = 预算执行得分 + 指标得分."""
        return self.execution_score + self.indicator_score

    @property
    def is_complete(self) -> bool:
        """There are lines and every one has a score."""
        return bool(self.lines) and all(line.score is not None for line in self.lines)

    def to_dict(self, full: bool = False) -> dict[str, Any]:
        """The scorecard as published; `full` adds what a frozen snapshot keeps."""
        data: dict[str, Any] = {
            "project": self.project,
            "scheme": self.scheme,
            "execution_rate": printed(self.execution_rate),
            "execution_score": printed(self.execution_score),
            "indicator_score": printed(self.indicator_score),
            "total": printed(self.total),
            "grade": self.grade,
            "lines": [line.to_dict(full) for line in self.lines],
        }
        kept = {
            "scheme_version": self.scheme_version,
            "is_complete": self.is_complete,
            "execution_trace": str(self.execution_trace),
            "execution_trace_data": self.execution_trace.to_dict(),
        }
        return data | kept if full else data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Scorecard":
        """Read what `to_dict(full=True)` wrote."""
        return cls(
            project=data["project"],
            scheme=data["scheme"],
            scheme_version=data["scheme_version"],
            execution_rate=Decimal(data["execution_rate"]),
            execution_trace=Trace.from_dict(data["execution_trace_data"]),
            lines=tuple(ScoredLine.from_dict(line) for line in data["lines"]),
            grade=data["grade"],
        )


def score(facts: AssessmentFacts) -> tuple[Scorecard, ...]:
    """评分: the department's scorecard first, then one for each project that has goals of its own."""
    names = dict.fromkeys(project.name for project in facts.projects)
    with_goals = [name for name in names if facts.goals_of(name)]
    scheme = facts.project_scheme or facts.scheme
    own = scorecard(None, facts.scheme, facts.budget_of(None), facts.goals_of(None))
    return own, *(scorecard(x, scheme, facts.budget_of(x), facts.goals_of(x)) for x in with_goals)


@lru_cache(maxsize=FORMS)
def scorecard(
    project: str | None, scheme: Scheme, budget: BudgetFacts, goals: tuple[GoalFacts, ...]
) -> Scorecard:
    """Score one form; the grade is given once every line has a score."""
    lines = tuple(_lines(scheme, budget, goals))
    trace = execution_score(budget, scheme)
    card = Scorecard(project, scheme.key, scheme.version, execution_percent(budget), trace, lines, None)
    if not card.is_complete:
        return card
    return Scorecard(
        project, scheme.key, scheme.version, card.execution_rate, trace, lines, scheme.grade_of(card.total)
    )


def _lines(scheme: Scheme, budget: BudgetFacts, goals: tuple[GoalFacts, ...]) -> Iterator[ScoredLine]:
    for goal in goals:
        for indicator in goal.indicators:
            yield score_line(goal.title, indicator, scheme, budget)

"""Figures of the lines of a form: scores and completed numbers by dimension, lists of names."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from .facts import AssessmentFacts
from .figures import COUNTED, Figure, Value
from .scorecard import NOTHING, Scorecard
from .scored_line import ScoredLine

Holds = Callable[[ScoredLine], bool]


def _scores(holds: Holds) -> Figure:
    def value(facts: AssessmentFacts, card: Scorecard) -> Value:
        return sum((x.score for x in card.lines if holds(x) and x.score is not None), NOTHING)

    return Figure("score", value)


def _met(holds: Holds, is_met: bool) -> Figure:
    def value(facts: AssessmentFacts, card: Scorecard) -> Value:
        return Decimal(sum(1 for x in card.lines if holds(x) and x.is_met is is_met))

    return Figure("count", value)


def _names(holds: Holds) -> Figure:
    return Figure("text", lambda facts, card: _listed(x.name for x in card.lines if holds(x)))


def _listed(names: Iterator[str]) -> str:
    return "、".join(names) or "无"


def _dimension(name: str, holds: Holds) -> Iterator[tuple[str, Figure]]:
    kind = name.removesuffix("数")
    yield f"{kind}完成数", _met(holds, True)
    yield f"{kind}未完成数", _met(holds, False)
    yield f"{kind}得分", _scores(holds)


LINE_FIGURES: dict[str, Figure] = {
    **{name: figure for kind, holds in COUNTED.items() for name, figure in _dimension(kind, holds)},
    "完成指标名单": _names(lambda line: line.is_met),
    "未完成指标名单": _names(lambda line: not line.is_met),
    "项目名单": Figure("text", lambda facts, card: _listed(x.name for x in facts.projects)),
}
"""Name in texts → figure; beside `FIGURES`, which published documents may state as well."""

"""Figures of one project or one indicator by name: {招商引资专项·执行率}, {引进重点企业数·完成值}."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from .execution import DERIVED, execution_percent
from .facts import AssessmentFacts, BudgetFacts, IndicatorFacts, ProjectFacts
from .figures import FigureValue
from .measures import Measure
from .scorecard import Scorecard
from .scored_line import ScoredLine

POINT = "·"
"""Between the name of a row and what is asked of it."""
PROJECT_ASKS = ("预算数", "年初预算数", "执行数", "执行率", "执行偏差原因", "得分", "等级")
INDICATOR_ASKS = ("目标值", "完成值", "完成率", "分值", "得分", "偏差原因", "改进措施")
"""What may be asked of a project and of an indicator."""
_UNWRITABLE = re.compile(r"[{}｛｝\s]+")
_LAST_MARK = "。；;，,、 \n"
RowFigures = Callable[[], Iterator[tuple[str, FigureValue]]]
"""Computes what may be asked of one row, with its figures."""


@dataclass(frozen=True)
class NamedIndicator:
    """An indicator with its score; `name` is what texts call it, None where another one has the same name."""

    name: str | None
    indicator: IndicatorFacts
    line: ScoredLine
    project: str | None


def named_projects(facts: AssessmentFacts) -> Iterator[tuple[str | None, ProjectFacts]]:
    """Every project with the name texts call it by, None where two have the same name."""
    names = Counter(_writable(project.name) for project in facts.projects)
    for project in facts.projects:
        name = _writable(project.name)
        yield (name if name and names[name] == 1 else None), project


def named_indicators(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> list[NamedIndicator]:
    """Every indicator: by its name, else with its goal before it; those of a project behind its name."""
    rows = [(_candidates(*row), row) for card in scorecards for row in _rows(facts, card)]
    taken = Counter(name for candidates, _ in rows for name in candidates)
    taken.update({_writable(project.name) for project in facts.projects})
    return [
        NamedIndicator(next((x for x in candidates if taken[x] == 1), None), indicator, line, project)
        for candidates, (project, _, indicator, line) in rows
    ]


def figures_by_row(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, RowFigures]:
    """Every row that texts can name, with what computes its figures."""
    return _by_project(facts, scorecards) | _by_indicator(facts, scorecards)


def project_figures(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, FigureValue]:
    """Budget, execution and score of every project."""
    return _all(_by_project(facts, scorecards))


def indicator_figures(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, FigureValue]:
    """Target, actual, completion and score of every indicator."""
    return _all(_by_indicator(facts, scorecards))


def _all(rows: Mapping[str, RowFigures]) -> dict[str, FigureValue]:
    return {f"{name}{POINT}{what}": figure for name, of in rows.items() for what, figure in of()}


def _by_project(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, RowFigures]:
    cards = {card.project: card for card in scorecards if card.project is not None}
    return {
        name: partial(_of_project, facts, project, cards.get(project.name))
        for name, project in named_projects(facts)
        if name
    }


def _by_indicator(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, RowFigures]:
    return {
        row.name: partial(_of_indicator, row.indicator, row.line, facts.budget_of(row.project))
        for row in named_indicators(facts, scorecards)
        if row.name
    }


def _rows(
    facts: AssessmentFacts, card: Scorecard
) -> Iterator[tuple[str | None, str, IndicatorFacts, ScoredLine]]:
    indicators = ((goal.title, x) for goal in facts.goals_of(card.project) for x in goal.indicators)
    for (title, indicator), line in zip(indicators, card.lines, strict=False):
        yield card.project, title, indicator, line


def _candidates(project: str | None, goal: str, indicator: IndicatorFacts, _: ScoredLine) -> tuple[str, ...]:
    """What the indicator may be called, the shortest first."""
    if not (name := _writable(indicator.name)):
        return ()
    before = (_writable(project),) if project else ()
    return POINT.join((*before, name)), POINT.join((*before, _writable(goal), name))


def _of_project(
    facts: AssessmentFacts, project: ProjectFacts, card: Scorecard | None
) -> Iterator[tuple[str, FigureValue]]:
    budget = facts.budget_of(project.name)
    yield "预算数", FigureValue("money", budget.adjusted)
    yield "年初预算数", FigureValue("money", budget.initial)
    yield "执行数", FigureValue("money", budget.spent)
    yield "执行率", FigureValue("percent", execution_percent(budget))
    yield "执行偏差原因", _words(project.reason)
    if card is not None:
        yield "得分", FigureValue("score", card.total)
        yield "等级", FigureValue("text", card.grade)


def _of_indicator(
    indicator: IndicatorFacts, line: ScoredLine, budget: BudgetFacts
) -> Iterator[tuple[str, FigureValue]]:
    yield "目标值", _measure(indicator.effective_target, indicator.unit)
    yield "完成值", _actual(indicator, budget)
    yield "完成率", FigureValue("percent", line.completion)
    yield "分值", FigureValue("score", line.weight)
    yield "得分", FigureValue("score", line.score)
    yield "偏差原因", _words(indicator.deviation_reason)
    yield "改进措施", _words(indicator.improvement)


def _actual(indicator: IndicatorFacts, budget: BudgetFacts) -> FigureValue:
    """实际完成值; a derived indicator takes it from the budget."""
    figure = DERIVED.get(str(indicator.parameters.get("figure")))
    if indicator.method == "derived" and indicator.actual is None and figure:
        return FigureValue("percent", figure.ratio(budget).percent)
    return _measure(indicator.actual, indicator.unit)


def _measure(measure: Measure | None, unit: str) -> FigureValue:
    """As the table states it; the table's unit stands behind only where the value has none of its own."""
    is_bare = measure is not None and measure.number is not None and not measure.unit
    return FigureValue("measure", str(measure) if measure else None, unit if is_bare else "")


def _words(text: str) -> FigureValue:
    """A text of the table in the middle of a sentence: on one line, without its last mark."""
    return FigureValue("text", " ".join(text.split()).rstrip(_LAST_MARK) or None)


def _writable(name: str | None) -> str:
    """A row's name as a text can write it between braces."""
    return _UNWRITABLE.sub(" ", name or "").strip()

"""What a check looks at: the forms of one self-assessment, and the rows of a form with their exact place."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from departments.scoring.execution import execution_percent
from departments.scoring.facts import (
    AssessmentFacts,
    BudgetFacts,
    GoalFacts,
    IndicatorFacts,
    ProjectFacts,
)
from departments.scoring.naming import Figures, figures_of
from departments.scoring.schemes import Scheme
from departments.scoring.scorecard import Scorecard
from departments.scoring.scored_line import ScoredLine

from .copying import Likeness
from .narrative import Examination, examine
from .narrative.tables import Tables


@dataclass(frozen=True)
class Row:
    """One indicator of a form: its place in words, its goal's place, its scored line."""

    place: str
    goal: str
    indicator: IndicatorFacts
    line: ScoredLine
    form: "Form"

    @property
    def weight(self) -> Decimal | None:
        """分值."""
        return self.indicator.weight

    @property
    def key(self) -> str:
        """The row's name towards the page that edits it."""
        return self.indicator.key


@dataclass(frozen=True)
class Form:
    """One form: the department's (`project` None) or a project's. A project without goals has no card."""

    facts: AssessmentFacts
    project: ProjectFacts | None
    card: Scorecard | None

    @property
    def place(self) -> str:
        """Prefix of every place in this form; empty for the department's own."""
        return f"项目“{self.project.name}”／" if self.project else ""

    @property
    def name(self) -> str | None:
        """The project's name, None for the department."""
        return self.project.name if self.project else None

    @property
    def key(self) -> str:
        """The project's key; empty for the department."""
        return self.project.key if self.project else ""

    @property
    def scheme(self) -> Scheme:
        """The scheme that scores this form."""
        return (self.facts.project_scheme or self.facts.scheme) if self.project else self.facts.scheme

    @property
    def budget(self) -> BudgetFacts:
        """The form's budget lines: all of them for the department."""
        return self.facts.budget_of(self.name)

    @property
    def execution_rate(self) -> Decimal:
        """执行率 in per cent, 2 decimals."""
        return execution_percent(self.budget)

    @property
    def reported(self) -> Mapping[str, str]:
        """What a published document states of this form."""
        return self.project.reported if self.project else self.facts.reported

    @cached_property
    def goals(self) -> tuple[tuple[str, GoalFacts], ...]:
        """The goals with their places."""
        goals = self.facts.goals_of(self.name)
        return tuple((f"{self.place}绩效指标／目标{n}", goal) for n, goal in enumerate(goals, 1))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The indicators with their places, in the order of the form."""
        return tuple(self._rows())

    def _rows(self) -> Iterator[Row]:
        lines = iter(self.card.lines if self.card else ())
        for place, goal in self.goals:
            again = Counter(indicator.name for indicator in goal.indicators)
            for number, (indicator, line) in enumerate(zip(goal.indicators, lines, strict=False), 1):
                name = indicator.name[:200] or f"第{number}行"
                where = f"（第{number}行）" if again[indicator.name] > 1 else ""
                yield Row(f"{place}／{name}{where}", place, indicator, line, self)


@dataclass(frozen=True)
class Assessed:
    """A self-assessment with its scorecards, as every check receives it."""

    facts: AssessmentFacts
    scorecards: tuple[Scorecard, ...]
    likenesses: tuple[Likeness, ...] = ()

    @cached_property
    def figures(self) -> Figures:
        """What texts may name, in its present value."""
        return figures_of(self.facts, self.scorecards)

    @cached_property
    def narrative(self) -> Examination:
        """The sections of 文字说明 as they were read and judged, once for all checks."""
        texts = [
            (f"section:{key}", f"文字说明／{self.facts.title_of(key)}", text)
            for key, text in self.facts.sections.items()
        ]
        return examine(texts, self.figures, Tables.of(self.facts, self.scorecards, self.figures))

    @cached_property
    def goal_narratives(self) -> tuple[Examination, ...]:
        """The texts of the goals, each by itself: what was expected is no contradiction of what was done."""
        texts = [
            (goal.key, f"{place}／{title}", text)
            for form in self.forms
            for place, goal in form.goals
            for title, text in (("预期目标", goal.expected), ("实际完成情况", goal.actual))
        ]
        return tuple(examine([text]) for text in texts if text[2])

    @property
    def forms(self) -> Iterator[Form]:
        """The department's form first, then one for each project."""
        return iter(self._forms)

    @cached_property
    def _forms(self) -> tuple[Form, ...]:
        cards = {card.project: card for card in self.scorecards}
        projects = {project.name: project for project in self.facts.projects}.values()
        own = Form(self.facts, None, cards[None])
        return (own, *(Form(self.facts, x, cards.get(x.name)) for x in projects))

    @property
    def scored_forms(self) -> Iterator[Form]:
        """The forms that have goals."""
        return (form for form in self.forms if form.goals)

    @property
    def rows(self) -> Iterator[Row]:
        """Every indicator of every form."""
        for form in self.forms:
            yield from form.rows

"""What a check looks at: the forms of one self-assessment, and the rows of a form with their exact place."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache, wraps

from departments.scoring.execution import execution_percent
from departments.scoring.facts import (
    AssessmentFacts,
    BudgetFacts,
    GoalFacts,
    IndicatorFacts,
    ProjectFacts,
)
from departments.scoring.kept import FORMS
from departments.scoring.naming import Figures, figures_of
from departments.scoring.schemes import Scheme
from departments.scoring.scorecard import Scorecard
from departments.scoring.scored_line import ScoredLine

from .copying import Likeness
from .findings import Finding
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
    """One form: the department's (`project` None) or a project's. A project without goals has no card.

    It holds everything its own checks look at, so that what they find in it is kept with it.
    """

    project: ProjectFacts | None
    card: Scorecard | None = field(hash=False)
    """Follows from the rest."""
    scheme: Scheme
    """The scheme that scores this form."""
    budget: BudgetFacts
    """The form's budget lines: all of them for the department."""
    own_goals: tuple[GoalFacts, ...]
    reported: Mapping[str, str] = field(hash=False)
    """What a published document states of this form."""

    @classmethod
    def of(cls, facts: AssessmentFacts, project: ProjectFacts | None, card: Scorecard | None) -> "Form":
        """The form of the department or of one project; the very same one while nothing in it changes."""
        name = project.name if project else None
        scheme = (facts.project_scheme or facts.scheme) if project else facts.scheme
        reported = project.reported if project else facts.reported
        return _kept(cls(project, card, scheme, facts.budget_of(name), facts.goals_of(name), reported))

    def found_by(self, check: "FormCheck") -> tuple[Finding, ...]:
        """What a check finds in this form, under the check's name."""
        if check not in self._found:
            self._found[check] = tuple(replace(x, check=check.__name__) for x in check(self))
        return self._found[check]

    @cached_property
    def _found(self) -> dict["FormCheck", tuple[Finding, ...]]:
        return {}

    @property
    def place(self) -> str:
        """Prefix of every place in this form; empty for the department's own."""
        return f"项目“{self.project.name}”／" if self.project else ""

    @property
    def key(self) -> str:
        """The project's key; empty for the department."""
        return self.project.key if self.project else ""

    @cached_property
    def execution_rate(self) -> Decimal:
        """执行率 in per cent, 2 decimals."""
        return execution_percent(self.budget)

    @cached_property
    def goals(self) -> tuple[tuple[str, GoalFacts], ...]:
        """The goals with their places."""
        return tuple((f"{self.place}绩效指标／目标{n}", goal) for n, goal in enumerate(self.own_goals, 1))

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


@lru_cache(maxsize=FORMS)
def _kept(form: Form) -> Form:
    return form


@lru_cache(maxsize=FORMS)
def _goal_narrative(text: tuple[str, str, str]) -> Examination:
    return examine([text])


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
        return tuple(_goal_narrative(text) for text in texts if text[2])

    @property
    def forms(self) -> Iterator[Form]:
        """The department's form first, then one for each project."""
        return iter(self._forms)

    @cached_property
    def _forms(self) -> tuple[Form, ...]:
        cards = {card.project: card for card in self.scorecards}
        projects = {project.name: project for project in self.facts.projects}.values()
        own = Form.of(self.facts, None, cards[None])
        return (own, *(Form.of(self.facts, x, cards.get(x.name)) for x in projects))

    @property
    def rows(self) -> Iterator[Row]:
        """Every indicator of every form."""
        for form in self.forms:
            yield from form.rows


Check = Callable[[Assessed], Iterator[Finding]]
FormCheck = Callable[[Form], Iterator[Finding]]


def of_each_form(check: FormCheck) -> Check:
    """A check that looks at one form at a time: a form in which nothing changed is not looked at again."""

    @wraps(check)
    def of_all(assessed: Assessed) -> Iterator[Finding]:
        for form in assessed.forms:
            yield from form.found_by(check)

    return of_all

"""What stands beside every entry page: sections with their state, the live scorecard, the findings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice

from django.urls import reverse

from departments import queries
from departments.audit import canonical_sha256
from departments.editing import SECTIONS
from departments.models import Assessment
from departments.scoring.facts import AssessmentFacts, GoalFacts
from departments.scoring.figures import FigureValue, figures_of, resolve
from departments.scoring.scorecard import Scorecard, score
from departments.scoring.scored_line import ScoredLine
from departments.validation import findings_in
from departments.validation.findings import Finding

from . import places


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


@dataclass(frozen=True)
class FindingView:
    """A finding with its link and the explanation given so far."""

    finding: Finding
    section: str
    url: str
    ident: str
    explanation: str

    @property
    def is_error(self) -> bool:
        return self.finding.severity == "error"

    @property
    def is_open(self) -> bool:
        """It stops 送审 as things stand."""
        return self.is_error or not self.explanation


@dataclass(frozen=True)
class SectionState:
    """One line of the section list."""

    key: str
    label: str
    url: str
    filled: str
    errors: int
    warnings: int


@dataclass(frozen=True)
class Panel:
    """The present state of one self-assessment, computed once per request."""

    assessment: Assessment
    facts: AssessmentFacts
    scorecards: tuple[Scorecard, ...]
    findings: tuple[FindingView, ...]

    @classmethod
    def of(cls, assessment: Assessment) -> "Panel":
        """Score and check the present facts."""
        facts = queries.facts_for(assessment)
        scorecards = score(facts)
        explained = queries.explanations_of(assessment)
        found = findings_in(facts, scorecards)
        views = tuple(_view(assessment, x, explained.get(queries.explains(x), "")) for x in found)
        return cls(assessment, facts, scorecards, views)

    @cached_property
    def cards(self) -> list[CardView]:
        return cards_of(self.facts, self.scorecards)

    @property
    def errors(self) -> list[FindingView]:
        return [x for x in self.findings if x.is_error]

    @property
    def warnings(self) -> list[FindingView]:
        return [x for x in self.findings if not x.is_error]

    @property
    def open_warnings(self) -> list[FindingView]:
        return [x for x in self.warnings if x.is_open]

    @cached_property
    def figures(self) -> dict[str, FigureValue]:
        """Named figures that texts may quote."""
        return figures_of(self.facts, self.scorecards)

    def resolved(self, text: str) -> str:
        """A text with its figures put in."""
        return resolve(text, self.figures)

    def findings_of(self, section: str) -> list[FindingView]:
        """The findings mended in one section."""
        return [x for x in self.findings if x.section == section]

    @cached_property
    def sections(self) -> list[SectionState]:
        """Every section with its counts."""
        filled = dict(_filled(self))
        return [self._section(key, label, filled.get(key, "")) for key, label in SECTIONS.items()]

    def _section(self, key: str, label: str, filled: str) -> SectionState:
        found = self.findings if key == "check" else self.findings_of(key)
        errors = sum(1 for x in found if x.is_error)
        warnings = sum(1 for x in found if not x.is_error and x.is_open)
        url = reverse(f"departments:{key}", args=[self.assessment.pk])
        return SectionState(key, label, url, filled, errors, warnings)


def ident_of(finding: Finding) -> str:
    """A short name of a finding and its figures, for forms that answer it."""
    return canonical_sha256(queries.explains(finding))[:16]


def _view(assessment: Assessment, finding: Finding, explanation: str) -> FindingView:
    return FindingView(
        finding, places.section_of(finding), places.link(assessment, finding), ident_of(finding), explanation
    )


def _filled(panel: Panel) -> Iterator[tuple[str, str]]:
    facts, row = panel.facts, panel.assessment
    basics = (row.contact, row.phone, row.filled_on)
    yield "basics", f"{sum(1 for x in basics if x)}/{len(basics)}"
    yield "budget", f"{len(facts.budget)}行"
    yield "projects", f"{len(facts.projects)}个"
    lines = [line for card in panel.scorecards for line in card.lines]
    yield "indicators", f"{sum(1 for x in lines if x.score is not None)}/{len(lines)}"
    keys = [block["section"] for block in row.fiscal_year.outline.text_blocks()]
    yield "texts", f"{sum(1 for key in keys if facts.sections.get(key, '').strip())}/{len(keys)}"

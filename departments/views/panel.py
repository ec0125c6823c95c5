"""What stands beside every entry page: sections with their state, the live scorecard, the findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from departments import copied, earlier, parts, precheck, queries, remark_threads, waiving
from departments.editing import SECTIONS
from departments.models import Assessment, Waiver
from departments.parts import Part
from departments.precheck import Verdict
from departments.scoring.facts import AssessmentFacts
from departments.scoring.figures import FigureValue
from departments.scoring.naming import grouped_figures
from departments.scoring.scorecard import Scorecard, score
from departments.validation.findings import Finding

from . import places
from .cards import CardView, cards_of
from .filled import filled_in


@dataclass(frozen=True)
class FindingView:
    """A finding with its link and the explanation given so far."""

    finding: Finding
    section: str
    url: str
    ident: str
    explanation: str
    is_open: bool
    """It stops 送审 as things stand."""
    waiver: Waiver | None = None
    """The authority's consent that the rule need not hold."""

    @property
    def is_error(self) -> bool:
        return self.finding.severity == "error"


def in_words(found: Sequence[FindingView]) -> str:
    """“1个错误、2条待说明、12条已说明”."""
    counts = {
        "个错误": sum(1 for x in found if x.is_error and x.is_open),
        "条待说明": sum(1 for x in found if not x.is_error and x.is_open),
        "条已说明": sum(1 for x in found if not x.is_open and not x.waiver),
        "条已豁免": sum(1 for x in found if x.waiver),
    }
    return "、".join(f"{number}{unit}" for unit, number in counts.items() if number)


@dataclass(frozen=True)
class SectionState:
    """One line of the section list."""

    key: str
    label: str
    url: str
    filled: str
    is_filled: bool
    errors: int
    warnings: int
    parts: tuple[Part, ...] = ()
    """What may be marked 完成 in it."""

    @property
    def finished(self) -> int:
        return sum(1 for part in self.parts if part.is_finished)

    @property
    def is_finished(self) -> bool:
        return 0 < len(self.parts) == self.finished

    @property
    def changed(self) -> list[Part]:
        """Parts that were changed after they had been marked."""
        return [part for part in self.parts if part.is_changed]


@dataclass(frozen=True)
class Panel:
    """The present state of one self-assessment, computed once per request."""

    assessment: Assessment
    facts: AssessmentFacts
    scorecards: tuple[Scorecard, ...]
    findings: tuple[FindingView, ...]

    @classmethod
    def of(cls, assessment: Assessment, *, reads_back: bool = True) -> "Panel":
        """Score and check the present facts; an autosave need not try whether they can be kept as well."""
        facts = queries.facts_for(assessment)
        scorecards = score(facts)
        explained = queries.explanations_of(assessment)
        alikes, waivers = copied.find(assessment, facts), waiving.in_force(assessment)
        likenesses = tuple(x.likeness for x in alikes)
        found = precheck.findings_of(facts, scorecards, likenesses, reads_back=reads_back)
        stopping = set(precheck.blocking(found, explained, waivers))
        views = tuple(
            FindingView(
                x, places.section_of(x), places.link(assessment, x), places.ident_of(x),
                explained.get(queries.explains(x), ""), x in stopping, waivers.get(x.check),
            )
            for x in found
        )  # fmt: skip
        return cls(assessment, facts, scorecards, views)

    @cached_property
    def verdict(self) -> Verdict:
        """能通过吗: what 送审 would answer now."""
        stopping = tuple(x.finding for x in self.findings if x.is_open)
        return Verdict(precheck.obstacle(self.assessment), stopping)

    @cached_property
    def unanswered(self) -> int:
        """审核意见 to be answered before the next submission; none while a review is under way."""
        if self.assessment.status != Assessment.Status.RETURNED:
            return 0
        return remark_threads.unanswered(self.assessment)

    @cached_property
    def cards(self) -> list[CardView]:
        return cards_of(self.facts, self.scorecards)

    @property
    def errors(self) -> list[FindingView]:
        return [x for x in self.findings if x.is_error and not x.waiver]

    @property
    def warnings(self) -> list[FindingView]:
        return [x for x in self.findings if not x.is_error and not x.waiver]

    @property
    def waived(self) -> list[FindingView]:
        return [x for x in self.findings if x.waiver]

    @property
    def open_warnings(self) -> list[FindingView]:
        return [x for x in self.warnings if x.is_open]

    @cached_property
    def figures(self) -> dict[str, FigureValue]:
        """Named figures that texts may quote."""
        return {name: figure for group in self.figure_groups.values() for name, figure in group.items()}

    @cached_property
    def figure_groups(self) -> dict[str, dict[str, FigureValue]]:
        """The same in groups, to pick from."""
        return grouped_figures(self.facts, self.scorecards)

    @cached_property
    def evidence_counts(self) -> dict[str, int | None]:
        """Files of each indicator, by its key."""
        return {x.key: x.evidence_count for goal in self.facts.goals for x in goal.indicators}

    @cached_property
    def has_earlier_year(self) -> bool:
        """Whether there is an earlier year to carry over from."""
        return earlier.is_any_before(self.assessment)

    @property
    def may_carry_over(self) -> bool:
        """Nothing is filled in yet, and there is an earlier year to start from."""
        return not self.facts.goals and not self.facts.projects and self.has_earlier_year

    def findings_of(self, section: str) -> list[FindingView]:
        """The findings mended in one section."""
        return [x for x in self.findings if x.section == section]

    @cached_property
    def parts(self) -> dict[str, Part]:
        """What may be marked 完成, by its key."""
        return {part.key: part for part in parts.of(self.assessment, self.facts)}

    @property
    def finished(self) -> int:
        """Parts marked 完成 and unchanged since."""
        return sum(1 for part in self.parts.values() if part.is_finished)

    @cached_property
    def sections(self) -> list[SectionState]:
        """Every section with its counts."""
        return [self._section(key, label) for key, label in SECTIONS.items()]

    def _section(self, key: str, label: str) -> SectionState:
        found = self.findings if key == "check" else self.findings_of(key)
        errors = sum(1 for x in found if x.is_error and x.is_open)
        warnings = sum(1 for x in found if not x.is_error and x.is_open)
        url = reverse(f"departments:{key}", args=[self.assessment.pk])
        filled = filled_in(key, self.assessment, self.facts, self.scorecards)
        own = tuple(part for part in self.parts.values() if part.section == key)
        return SectionState(key, label, url, filled.text, filled.is_all, errors, warnings, own)

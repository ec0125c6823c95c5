"""历年数据: what the department filed in earlier years, row by row beside what it fills in now."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from . import queries
from .models import Assessment, Review, Submission
from .scoring.facts import AssessmentFacts, BudgetLineFacts, IndicatorFacts
from .scoring.measures import Measure, fold
from .scoring.rounding import EXACT, HUNDRED, round_half_up
from .scoring.units import in_unit_of

YEARS = 3
"""How many earlier years are shown."""
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_MARKS = re.compile(r"[\s“”\"'（）()《》〈〉，,。；;：:、/／-]")
Key = tuple[str, ...]


@dataclass(frozen=True)
class Filed:
    """One earlier year: its figures, and whether they were submitted."""

    year: int
    facts: AssessmentFacts
    source: str


def filed_before(assessment: Assessment, years: int = YEARS) -> list[Filed]:
    """The latest earlier years first: what was approved, else submitted, else what stands there now."""
    rows = (
        _before(assessment)
        .select_related(
            "department", "fiscal_year__scheme", "fiscal_year__project_scheme", "fiscal_year__outline"
        )
        .order_by("-fiscal_year__year")[:years]
    )
    return list(_filed(list(rows)))


def is_any_before(assessment: Assessment) -> bool:
    """Whether the department filed in an earlier year."""
    known: bool | None = getattr(assessment, "has_earlier_year", None)
    return _before(assessment).exists() if known is None else known


def asked_along(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """The same; each knows whether there is an earlier year without another statement."""
    same = Assessment.objects.filter(department=OuterRef("department"))
    before = same.filter(fiscal_year__year__lt=OuterRef("fiscal_year__year"))
    return rows.annotate(has_earlier_year=Exists(before))


def _before(assessment: Assessment) -> QuerySet[Assessment]:
    year = assessment.fiscal_year.year
    return Assessment.objects.filter(department=assessment.department_id, fiscal_year__year__lt=year)


def _filed(rows: Sequence[Assessment]) -> Iterator[Filed]:
    frozen = _submissions(rows)
    for row in rows:
        submission = frozen.get(row.pk)
        if submission:
            yield Filed(row.fiscal_year.year, queries.facts_of(submission), f"第{submission.number}稿")
        else:
            yield Filed(row.fiscal_year.year, queries.facts_for(row), row.get_status_display())


def _submissions(rows: Iterable[Assessment]) -> dict[int, Submission]:
    """The submission that counts of each: the latest approved one, else the latest."""
    approved = Review.objects.filter(submission=OuterRef("pk"), verdict=Review.Verdict.APPROVED)
    found = Submission.objects.filter(assessment__in=[row.pk for row in rows])
    ranked = found.annotate(is_approved=Exists(approved)).order_by("is_approved", "number")
    chosen = dict(ranked.values_list("assessment_id", "pk"))
    frozen = Submission.objects.filter(pk__in=chosen.values()).select_related("scheme", "project_scheme")
    return {row.assessment_id: row for row in frozen.defer("scorecards", "findings", "explanations")}


def years_in(text: str) -> set[str]:
    """The years that a name states: of “2023年老旧小区改造” it is 2023."""
    return {x[:4] for x in _YEAR.findall(fold(text))}


def plain_name(text: str | None) -> str:
    """A name without years, blanks and marks: “2024年招商活动（场次）” is “招商活动场次”."""
    return _MARKS.sub("", _YEAR.sub("", fold(text or "")))


@dataclass(frozen=True)
class History:
    """The earlier values of one row by field, latest year first, and the present ones."""

    present: Mapping[str, Any]
    past: tuple[tuple[int, Mapping[str, Any]], ...]
    unit: str = ""

    def change(self, field: str, number: int = 0) -> Decimal | None:
        """How much the present value differs from an earlier one, per cent, half up to 1 decimal."""
        now, then = self.present.get(field), self.past[number][1].get(field)
        before = then.number if isinstance(then, Measure) else then
        after = in_unit_of(then, now, self.unit) if isinstance(then, Measure) and now else now
        if not isinstance(before, Decimal) or not isinstance(after, Decimal) or before <= 0:
            return None
        return round_half_up(EXACT.divide((after - before) * HUNDRED, before), 1)


def histories(facts: AssessmentFacts, filed: Sequence[Filed]) -> dict[str, History]:
    """The history of every row that some earlier year knows, by the row's key."""
    found = [(year.year, _values(year.facts)) for year in filed]
    units = {x.key: x.unit for goal in facts.goals for x in goal.indicators}
    shown = {}
    for row, keys, present in _rows(facts):
        past = [(year, values) for year, known in found if (values := _first(known, keys)) is not None]
        if past:
            shown[row] = History(present, tuple(past), units.get(row, ""))
    return shown


def _first(known: Mapping[Key, Any], keys: Iterable[Key]) -> Any:
    return next((known[key] for key in keys if key in known), None)


def _values(facts: AssessmentFacts) -> dict[Key, Mapping[str, Any]]:
    """What one year says under each name; a name that stands twice says nothing."""
    pairs = [(key, values) for _, keys, values in _rows(facts) for key in keys]
    often = Counter(key for key, _ in pairs)
    return {key: values for key, values in pairs if often[key] == 1}


def _rows(facts: AssessmentFacts) -> Iterator[tuple[str, tuple[Key, ...], Mapping[str, Any]]]:
    """Every row: its key on the page, the names it may be known by (best first), its values."""
    for goal in facts.goals:
        form = plain_name(goal.project)
        for indicator in goal.indicators:
            name = plain_name(indicator.name)
            exact = ("indicator", form, indicator.level1, indicator.level2, name)
            yield indicator.key, (exact, ("indicator", form, name)), _of_indicator(indicator)
    for line in facts.budget:
        place = ("budget", line.category, line.source, plain_name(line.project))
        yield line.key, (place,), _of_line(line)
    for project in facts.projects:
        budget = facts.budget_of(project.name)
        values = {"adjusted": budget.adjusted, "spent": budget.spent}
        yield project.key, (("project", plain_name(project.name)),), values


def _of_indicator(row: IndicatorFacts) -> Mapping[str, Any]:
    return {"target_measure": row.effective_target, "actual_measure": row.actual}


def _of_line(row: BudgetLineFacts) -> Mapping[str, Any]:
    return {"initial": row.initial, "adjustment": row.adjustment, "spent": row.spent}

"""Reads that cross models. Each is a fixed number of queries, whatever the size."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from . import assessment_file, row_facts
from .audit import canonical_sha256
from .models import Assessment, Explanation, Outline, ScoringScheme, Submission, stored
from .proving import FilesNow
from .scoring.facts import AssessmentFacts
from .validation.findings import Finding, spot


def facts_for(assessment: Assessment) -> AssessmentFacts:
    """The present facts of a self-assessment, as scoring, checks and documents read them."""
    year, files = assessment.fiscal_year, FilesNow.of(assessment)
    return AssessmentFacts(
        department_code=assessment.department.code,
        department_name=assessment.department_name,
        year=year.year,
        scheme=year.scheme.scheme,
        project_scheme=year.project_scheme.scheme,
        outline=year.outline.key,
        **row_facts.of(assessment, files.by_indicator),
        sections=dict(assessment.sections.values_list("key", "text")),
        reported=assessment.reported,
        **asked_by(year.outline),
        note=assessment.note,
        quarantined_files=files.quarantined,
        unchecked_files=files.unchecked,
    )


def asked_by(outline: Outline) -> dict[str, Any]:
    """What an outline asks of the texts, as facts."""
    return {
        "required_sections": outline.required_sections(),
        "optional_sections": outline.optional_sections(),
        "section_lengths": outline.section_lengths(),
    }


def facts_of(submission: Submission) -> AssessmentFacts:
    """The frozen facts of a submission, with the schemes it was scored by and the rows they came from."""
    schemes = {row.key: row.scheme for row in (submission.scheme, submission.project_scheme)}
    return _keyed(assessment_file.load(submission.facts, schemes), submission.keys)


def _keyed(facts: AssessmentFacts, keys: Mapping[str, str]) -> AssessmentFacts:
    """Each row with its key again, by its path; a submission of before they were kept has none."""

    def named(name: str, rows: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(replace(row, key=keys.get(f"{name}[{i}]", "")) for i, row in enumerate(rows))

    goals = tuple(
        replace(goal, indicators=named(f"goals[{i}].indicators", goal.indicators))
        for i, goal in enumerate(facts.goals)
    )
    return replace(
        facts, goals=named("goals", goals), projects=named("projects", facts.projects),
        budget=named("budget", facts.budget),
    )  # fmt: skip


def schemes_by_key() -> Mapping[str, Any]:
    """Every scoring scheme in the database by its key."""
    return {row.key: row.scheme for row in ScoringScheme.objects.all()}


def explanations_of(assessment: Assessment) -> dict[str, str]:
    """The explanations given so far, by the finding they explain and its figures."""
    rows = stored.values(Explanation, assessment=assessment.pk)
    return {row[_IDENT]: row[_TEXT] for row in rows}


_IDENT, _TEXT = (stored.place(Explanation, name) for name in ("ident", "text"))


def lapsed_explanations(
    assessment: Assessment, findings: Iterable[Finding]
) -> dict[tuple[str, str], list[Explanation]]:
    """What was said to figures that have changed since, by check and row of the findings there now."""
    present = {explains(finding): (finding.check, finding.key) for finding in findings}
    lapsed: dict[tuple[str, str], list[Explanation]] = {}
    for row in assessment.explanations.exclude(ident__in=present).order_by("-pk"):
        if (row.check_name, row.key) in present.values():
            lapsed.setdefault((row.check_name, row.key), []).append(row)
    return lapsed


def explains(finding: Finding) -> str:
    """Under what a finding's explanation is kept: it lapses when its figures change, not with other rows."""
    return known_as(finding.check, finding.key, finding.place, finding.found, finding.expected)


def known_as(check: str, key: str, place: str, found: str, expected: str) -> str:
    """The hash under which an explanation of such a finding is kept."""
    return canonical_sha256([check, key, spot(place, key), found, expected])


def explained(finding: Finding) -> dict[str, str]:
    """What an explanation keeps of the finding it explains."""
    names = ("key", "place", "found", "expected")
    kept = {name: getattr(finding, name) for name in names}
    return kept | {"ident": explains(finding), "check_name": finding.check}

"""What the evidence proves: files with the rows they are tied to, named as frozen facts name them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from . import scanning
from .models import Assessment, Evidence
from .scoring.facts import AssessmentFacts


def evidence_of(assessment: Assessment) -> QuerySet[Evidence]:
    """The files that are there now, with what they are tied to."""
    tied = ("indicators", "projects", "sections")
    return assessment.evidence.filter(removed_at=None).select_related("uploaded_by").prefetch_related(*tied)


@dataclass(frozen=True)
class FilesNow:
    """How many files each indicator has (none is not listed), and those in which something is wrong."""

    by_indicator: Mapping[int, int]
    quarantined: tuple[str, ...]
    unchecked: tuple[str, ...]

    @classmethod
    def of(cls, assessment: Assessment) -> "FilesNow":
        """One query, a row for each tie; a file that is tied to nothing has one too."""
        present = assessment.evidence.filter(removed_at=None).order_by("uploaded_at", "pk")
        rows = list(present.values_list("pk", "name", "scan", "indicators"))
        found = {pk: (name, scan) for pk, name, scan, _ in rows}
        state = Evidence.Scan

        def named(wanted: str) -> tuple[str, ...]:
            return tuple(name for name, scan in found.values() if scan == wanted)

        return cls(
            Counter(indicator for *_, indicator in rows if indicator is not None),
            named(state.INFECTED),
            named(state.UNCHECKED) if scanning.is_on() else (),
        )


def evidence_to_freeze(assessment: Assessment, facts: AssessmentFacts) -> list[dict[str, Any]]:
    """Each file with the places it proves, named as the assessment file names them."""
    paths = paths_of(facts)
    return [_file(row, paths) for row in evidence_of(assessment)]


def _file(row: Evidence, paths: Mapping[str, str]) -> dict[str, Any]:
    tied = ties_of(row)
    ties = [path for key, path in paths.items() if key in tied]
    return {"name": row.name, "size": row.size, "sha256": row.sha256, "ties": ties}


def ties_of(row: Evidence) -> set[str]:
    """The keys of the rows a file is tied to, as facts name them."""
    keys = {f"section:{section.key}" for section in row.sections.all()}
    keys |= {f"project:{project.pk}" for project in row.projects.all()}
    return keys | {f"indicator:{indicator.pk}" for indicator in row.indicators.all()}


def paths_of(facts: AssessmentFacts) -> dict[str, str]:
    """Key of a row → its path in the assessment file: indicator:17 → goals[0].indicators[2]."""
    paths = {
        indicator.key: f"goals[{i}].indicators[{j}]"
        for i, goal in enumerate(facts.goals)
        for j, indicator in enumerate(goal.indicators)
    }
    lists: dict[str, Iterable[Any]] = {
        "goals": facts.goals,
        "projects": facts.projects,
        "budget": facts.budget,
    }
    paths |= {row.key: f"{name}[{i}]" for name, rows in lists.items() for i, row in enumerate(rows)}
    return paths | {f"section:{key}": f"sections.{key}" for key in facts.sections}

"""各部分的完成标记: what an officer marked 完成, who did and when, and whether it was changed afterwards.

A mark holds nothing up. It keeps a hash of what stood in the part, so whoever changes it, and however
(a cell, a workbook, carrying over, an undo), shows; what is changed back is as finished as before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from . import assessment_file, audit, proving, queries
from .editing import BASICS, SECTIONS, lock
from .models import Assessment, FinishedPart, User, stored
from .scoring.facts import AssessmentFacts

WHOLE = ("basics", "budget", "projects", "indicators", "evidence")
"""Sections that are one part each; every text is a part of its own, `texts-score`."""
TEXT = "texts-"


@dataclass(frozen=True)
class Part:
    """One part of the entry as people see it."""

    key: str
    label: str
    section: str
    mark: FinishedPart | None = None
    is_changed: bool = False
    """It was changed after it was marked."""

    @property
    def is_finished(self) -> bool:
        return self.mark is not None and not self.is_changed


class UnknownPart(LookupError):
    """The self-assessment has no such part."""


def labels(assessment: Assessment) -> dict[str, tuple[str, str]]:
    """Part → its name and its section, in the order of the entry."""
    texts = {f"{TEXT}{x['section']}": x["title"] for x in assessment.fiscal_year.outline.text_blocks()}
    found: dict[str, tuple[str, str]] = {}
    for section, label in SECTIONS.items():
        if section in WHOLE:
            found[section] = (label, section)
        elif section == "texts":
            found |= {key: (title, section) for key, title in texts.items()}
    return found


def of(assessment: Assessment, facts: AssessmentFacts) -> list[Part]:
    """Every part with its mark. One query, and one more while 佐证材料 are marked."""
    marks = {row.part: row for row in stored.rows(FinishedPart, assessment=assessment.pk)}
    contents = _Contents(assessment, facts)
    return [
        Part(key, label, section, mark, mark is not None and contents.hash_of(key) != mark.content)
        for key, (label, section) in labels(assessment).items()
        for mark in (marks.get(key),)
    ]


@transaction.atomic
def finish(assessment: Assessment, part: str, *, by: User) -> None:
    """标为完成, also again after a change. Raises UnknownPart, PermissionDenied."""
    locked, label = _begin(assessment, part, by)
    content = _Contents(locked, queries.facts_for(locked)).hash_of(part)
    before = locked.finished_parts.filter(part=part).first()
    if before and before.content == content:
        return
    FinishedPart.objects.update_or_create(
        assessment=locked,
        part=part,
        defaults={
            "finished_by": by, "finished_by_name": str(by), "finished_at": timezone.now(), "content": content,
        },
    )  # fmt: skip
    audit.record("finish_part", by=by, target=label, assessment=locked)


@transaction.atomic
def reopen(assessment: Assessment, part: str, *, by: User) -> None:
    """Take the mark back. Raises UnknownPart, PermissionDenied."""
    locked, label = _begin(assessment, part, by)
    deleted, _ = locked.finished_parts.filter(part=part).delete()
    if deleted:
        audit.record("reopen_part", by=by, target=label, assessment=locked)


def _begin(assessment: Assessment, part: str, by: User) -> tuple[Assessment, str]:
    known = labels(assessment)
    if part not in known:
        raise UnknownPart(part)
    return lock(assessment, by=by), known[part][0]


@dataclass(frozen=True)
class _Contents:
    """What stands in each part, as far as people write it."""

    assessment: Assessment
    facts: AssessmentFacts

    def hash_of(self, part: str) -> str:
        if part.startswith(TEXT):
            return audit.canonical_sha256(self.facts.sections.get(part.removeprefix(TEXT), ""))
        return audit.canonical_sha256(_OF_SECTION[part](self))

    @cached_property
    def written(self) -> Mapping[str, Any]:
        return assessment_file.dump(self.facts)

    def basics(self) -> list[str]:
        return [str(getattr(self.assessment, name)) for name in BASICS]

    def evidence(self) -> list[list[str]]:
        files = proving.evidence_of(self.assessment)
        return [[row.sha256, row.name, *sorted(proving.ties_of(row))] for row in files]


_OF_SECTION: Mapping[str, Callable[[_Contents], Any]] = {
    "basics": _Contents.basics,
    "budget": lambda contents: contents.written["budget"],
    "projects": lambda contents: contents.written["projects"],
    "indicators": lambda contents: contents.written["goals"],
    "evidence": _Contents.evidence,
}

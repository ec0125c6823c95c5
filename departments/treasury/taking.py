"""导入财政数据: the figures of one table into the budget lines of every department of a year, or none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from departments import audit, ordering
from departments.audit import Change
from departments.long_jobs import Tell
from departments.models import Assessment, BudgetLine, FiscalYear, Project, SourcedLine, User
from departments.models.sourced_line import AMOUNTS
from departments.scoring.measures import fold

from .matching import Matched, Place, match
from .merging import merge

OPEN = (Assessment.Status.DRAFT, Assessment.Status.RETURNED)


class Unclear(Exception):
    """Rows that may mean several projects or lines of a self-assessment; their sentences."""


@dataclass(frozen=True)
class SourceRow:
    """What the treasury says of one line; a figure that its table does not hold is not there."""

    department: int
    category: str
    project: str
    source: str
    figures: Mapping[str, Decimal]

    @property
    def place(self) -> Place:
        return self.category, fold(self.project), self.source


@dataclass
class Taken:
    """What became of it: departments written, lines added and changed, lines left to choose."""

    departments: int = 0
    added: int = 0
    changed: int = 0
    offered: int = 0
    gone: int = 0
    skipped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Stamp:
    source: str
    at: datetime


@transaction.atomic
def take(year: FiscalYear, rows: Sequence[SourceRow], *, source: str, by: User, tell: Tell) -> Taken:
    """Write the rows into the self-assessments that their departments may still write in. Raises Unclear.

    `tell` is called with how many rows of how many have been written.
    """
    by_department: dict[int, list[SourceRow]] = {}
    for row in rows:
        by_department.setdefault(row.department, []).append(row)
    found = Assessment.objects.filter(fiscal_year=year, department__in=by_department)
    taken, stamp, reached = Taken(), _Stamp(source, timezone.now()), 0
    for assessment in found.select_for_update(of=("self",)).select_related("department", "fiscal_year"):
        tell(reached, len(rows))
        reached += len(by_department[assessment.department_id])
        if assessment.status not in OPEN:
            taken.skipped.append(f"{assessment.department_name}（{assessment.get_status_display()}）")
            continue
        changes = _into(assessment, by_department[assessment.department_id], stamp, taken)
        if changes:
            taken.departments += 1
            _finish(assessment, changes, source, by=by)
    return taken


def _finish(assessment: Assessment, changes: list[Change], source: str, *, by: User) -> None:
    assessment.version += 1
    assessment.save(update_fields=["version", "updated_at"])
    target, reason = "预算执行", f"财政数据：{source}"
    audit.record("treasury", by=by, target=target, assessment=assessment, changes=changes, reason=reason)


def label_of(name: str) -> str:
    """What a figure of a budget line is called."""
    field: Any = BudgetLine._meta.get_field(name)
    return str(field.verbose_name)


def _into(assessment: Assessment, rows: Iterable[SourceRow], stamp: _Stamp, taken: Taken) -> list[Change]:
    lines = list(assessment.budget_lines.select_related("project", "sourced"))
    by_place = {row.place: row for row in rows}
    matched = match(by_place, lines, list(assessment.projects.all()))
    if matched.unclear:
        raise Unclear(*matched.unclear.values())
    changes: list[Change] = []
    for place, row in by_place.items():
        present = matched.lines.get(place)
        line = present or _begun(assessment, row, matched)
        changes += _merged(line, row, stamp, taken, is_new=present is None)
    named = {line.pk for line in matched.lines.values()}
    for line in lines:
        sourced = getattr(line, "sourced", None)
        if sourced and not sourced.is_gone and line.pk not in named:
            SourcedLine.objects.filter(pk=sourced.pk).update(is_gone=True)
            changes.append(audit.change(line, "财政数据", "有", "新的财政数据中已没有"))
            taken.gone += 1
    return changes


def _begun(assessment: Assessment, row: SourceRow, matched: Matched) -> BudgetLine:
    """A new line, its project found by name or made."""
    project = None
    if name := fold(row.project):
        project = matched.projects.setdefault(name, Project(name=row.project))
    line = BudgetLine(category=row.category, source=row.source, project=project)
    ordering.place_project(line, assessment)
    ordering.place(line, assessment)
    line.save()
    return line


def _merged(line: BudgetLine, row: SourceRow, stamp: _Stamp, taken: Taken, *, is_new: bool) -> list[Change]:
    kept: Any = getattr(line, "sourced", None) or SourcedLine(line=line)
    changes: list[Change] = []
    offered = {x: y for name in AMOUNTS for x, y in _figure(line, kept, name, row.figures.get(name), changes)}
    line.save(update_fields=AMOUNTS)
    kept.offered, kept.is_gone = offered, False
    kept.source, kept.imported_at = stamp.source, stamp.at
    kept.save()
    taken.added += is_new
    taken.changed += bool(changes) and not is_new
    taken.offered += bool(offered)
    return [audit.change(line, "整行", None, str(line)), *changes] if is_new else changes


def _figure(
    line: BudgetLine, kept: SourcedLine, name: str, theirs: Decimal | None, changes: list[Change]
) -> Iterator[tuple[str, str]]:
    """Merge one figure into the line; yields it where it is left to choose."""
    before, waiting = getattr(line, name), kept.offer(name)
    found = merge(getattr(kept, name), before, theirs, waiting)
    setattr(line, name, found.mine)
    setattr(kept, name, found.base)
    if found.mine != before:
        changes.append(audit.change(line, label_of(name), before, found.mine))
    if found.offered is not None:
        yield name, format(found.offered, "f")
        if found.offered != waiting:
            changes.append(audit.change(line, f"待选的财政{label_of(name)}", waiting, found.offered))

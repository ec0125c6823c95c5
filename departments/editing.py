"""Saving an entry: some rows of a self-assessment, all of them or none, with one audit event.

Writers work from what they saw: each row comes with the fingerprint (`base`) it had when the page was made.
When somebody else changed a row meanwhile, nothing is saved and both versions are shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import BaseModelForm

from . import access, audit
from .audit import Change
from .models import Assessment, Explanation, User
from .validation.findings import Finding

SECTIONS = {
    "basics": "基本信息",
    "budget": "预算执行",
    "projects": "项目支出",
    "indicators": "绩效目标与指标",
    "texts": "文字说明",
    "evidence": "佐证材料",
    "check": "校验与送审",
}
"""Sections of the entry, in the order they are filled."""

BASICS = ("contact", "phone", "filled_on", "note")
"""What the preparer may write on the self-assessment's own row."""


@dataclass(frozen=True)
class RowForm:
    """One valid form and the fingerprint its row had when the page was made ("" for a new row)."""

    form: BaseModelForm[Any]
    base: str


class Stale(Exception):
    """Somebody else changed these rows after the page was made; nothing was saved.

    `rows` pairs each refused form with the row as it is now (None when it was deleted).
    """

    def __init__(self, rows: list[tuple[BaseModelForm[Any], models.Model | None]]) -> None:
        self.rows = rows
        super().__init__(f"{len(rows)} rows changed meanwhile")


def fingerprint(row: models.Model | None) -> str:
    """A hash of what people may write in the row; "" for no row."""
    if row is None or row.pk is None:
        return ""
    names = BASICS if isinstance(row, Assessment) else [f.attname for f in row._meta.concrete_fields]
    return audit.canonical_sha256([str(getattr(row, name)) for name in names])


def lock(assessment: Assessment, *, by: User) -> Assessment:
    """The row itself, locked, when the person may write in it. Raises PermissionDenied."""
    locked = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("department", "fiscal_year__authority")
        .get(pk=assessment.pk)
    )
    if not access.can_edit(by, locked):
        raise PermissionDenied
    return locked


@transaction.atomic
def save_rows(assessment: Assessment, section: str, rows: Sequence[RowForm], *, by: User) -> list[Change]:
    """Save the changed, new and deleted rows of one section. The forms are valid already. Raises Stale."""
    locked = lock(assessment, by=by)
    changed = [row for row in rows if row.form.has_changed()]
    if not all(_belongs(row.form.instance, locked) for row in changed):
        raise PermissionDenied
    if stale := [pair for row in changed if (pair := _stale(row))]:
        raise Stale(stale)
    changes: list[Change] = []
    for row in changed:
        changes += _save_row(row.form, locked)
    finish(locked, section, changes, by=by)
    return changes


def _belongs(row: Any, assessment: Assessment) -> bool:
    """False for a row of another self-assessment, or one that points into another."""
    if isinstance(row, Assessment):
        return row.pk == assessment.pk
    owners = {row.assessment_id} if hasattr(row, "assessment_id") else set()
    owners |= {
        pointed.assessment_id
        for name in ("goal", "project")
        if hasattr(row, name) and (pointed := getattr(row, name)) is not None
    }
    return owners <= ({assessment.pk, None} if row.pk is None else {assessment.pk})


def _stale(row: RowForm) -> tuple[BaseModelForm[Any], models.Model | None] | None:
    instance = row.form.instance
    if instance.pk is None:
        return None
    present = type(instance)._default_manager.filter(pk=instance.pk).first()
    return None if fingerprint(present) == row.base else (row.form, present)


def _save_row(form: BaseModelForm[Any], assessment: Assessment) -> list[Change]:
    row, is_new = form.instance, form.instance.pk is None
    if form.cleaned_data.get("DELETE"):
        return [] if is_new else _delete(row)
    if isinstance(row, Assessment):
        row.save(update_fields=BASICS)
    else:
        if is_new:
            _place(row, assessment)
        form.save()
    return [
        audit.change(
            row, _label(form, name), None if is_new else form.initial.get(name), form.cleaned_data[name]
        )
        for name in form.changed_data
        if name != "DELETE"
    ]


def _place(row: Any, assessment: Assessment) -> None:
    """A new row belongs to the assessment and comes last."""
    if hasattr(row, "assessment_id"):
        row.assessment = assessment
    if hasattr(row, "order"):
        siblings = {"assessment": assessment} if hasattr(row, "assessment_id") else {"goal": row.goal}
        last = type(row)._default_manager.filter(**siblings).aggregate(last=models.Max("order"))["last"]
        row.order = (last or 0) + 1


def _label(form: BaseModelForm[Any], name: str) -> str:
    return str(form.fields[name].label or name)


def _delete(row: models.Model) -> list[Change]:
    label = str(row)
    row.delete()
    return [{"row": label, "field": "整行", "old": label, "new": None}]


@transaction.atomic
def explain(assessment: Assessment, finding: Finding, text: str, *, by: User) -> None:
    """Keep (or, with an empty text, remove) the explanation of a warning and its present figures."""
    locked = lock(assessment, by=by)
    rows = locked.explanations.filter(check_name=finding.check, place=finding.place)
    before = rows.first()
    if text.strip():
        kept = {"found": finding.found, "expected": finding.expected, "text": text.strip()}
        Explanation.objects.update_or_create(
            assessment=locked, check_name=finding.check, place=finding.place, defaults=kept
        )
    else:
        rows.delete()
    change = audit.change(finding.place, "说明", before.text if before else None, text.strip() or None)
    finish(locked, "check", [change], by=by)


def finish(assessment: Assessment, section: str, changes: Iterable[Change], *, by: User) -> None:
    """Count the change of a locked row and write it down; nothing changed is nothing written."""
    changes = list(changes)
    if not changes:
        return
    assessment.version += 1
    assessment.save(update_fields=["version", "updated_at"])
    audit.record("edit", by=by, target=SECTIONS[section], assessment=assessment, changes=changes)

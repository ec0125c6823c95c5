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

from . import access, audit, ordering, removing
from .audit import Change
from .models import AddedRow, Assessment, Section, User, stored
from .treasury import guarding

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
    mark: str = ""
    """A new row: the mark under which the page added it; the same mark never adds a second row."""
    after: str = ""
    """A new row: the primary key of the row above it; "" is last."""


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
    columns = [f.attname for f in row._meta.concrete_fields if f.attname != "order"]
    names = BASICS if isinstance(row, Assessment) else columns
    return audit.canonical_sha256([str(getattr(row, name)) for name in names])


def lock(assessment: Assessment, *, by: User | None) -> Assessment:
    """The row itself, locked, when the person may write in it. Raises PermissionDenied.

    Nobody (None) is the operator at the command line, who is held to the states only. Department and year are
    those that were read with the given row.
    """
    locked = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    for name in ("department", "fiscal_year"):
        if getattr(locked, f"{name}_id") == getattr(assessment, f"{name}_id"):
            setattr(locked, name, getattr(assessment, name))
    if not (locked.is_editable if by is None else access.can_edit(by, locked)):
        raise PermissionDenied
    return locked


@transaction.atomic
def save_rows(
    assessment: Assessment, section: str, rows: Sequence[RowForm], *, by: User | None
) -> list[Change]:
    """Save the changed, new and deleted rows of one section. The forms are valid already. Raises Stale."""
    locked = lock(assessment, by=by)
    changed = [row for row in rows if row.form.has_changed()]
    if not all(_belongs(row.form.instance, locked) for row in changed):
        raise PermissionDenied
    if stale := [pair for row in changed if (pair := _stale(row))]:
        raise Stale(stale)
    changes: list[Change] = []
    for row in changed:
        changes += _save_row(row, locked)
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
    present = next(iter(stored.rows(type(instance), pk=instance.pk)), None)
    is_same = fingerprint(present) == row.base and not guarding.is_barred(row.form)
    return None if is_same else (row.form, present)


def _save_row(given: RowForm, assessment: Assessment) -> list[Change]:
    form, row, is_new = given.form, given.form.instance, given.form.instance.pk is None
    if form.cleaned_data.get("DELETE"):
        return [] if is_new else removing.remove(row)
    added = ordering.place_project(row, assessment)
    if isinstance(row, Assessment):
        row.save(update_fields=BASICS)
    elif is_new:
        ordering.place(row, assessment, given.after)
        form.save()
        _remember(given, assessment)
    else:
        form.save()
    return added + [_change(form, x, is_new=is_new) for x in form.changed_data if x != "DELETE"]


def _remember(given: RowForm, assessment: Assessment) -> None:
    """Under its mark, the row is found again when the answer to its page is lost."""
    row = given.form.instance
    if given.mark:
        base = fingerprint(type(row)._default_manager.get(pk=row.pk))
        AddedRow.objects.create(assessment=assessment, mark=given.mark, row=row.pk, base=base)


def _change(form: BaseModelForm[Any], name: str, *, is_new: bool) -> Change:
    old = None if is_new else form.initial.get(name)
    values = (as_read(form.fields[name], value) for value in (old, form.cleaned_data[name]))
    return audit.change(_called(form), _label(form, name), *values)


def _called(form: Any) -> str:
    """The row as people call it; a text by its title in the outline."""
    name = str(form.instance)
    return str(form.scope.section_titles.get(name, name)) if isinstance(form.instance, Section) else name


def as_read(field: Any, value: Any) -> Any:
    """A code of a closed list as people read it: at_least → ≥ 正向; anything else as it is."""
    labels = {key: label for key, label in getattr(field, "choices", ()) if key}
    return labels.get(value, value) if isinstance(value, str) else value


@transaction.atomic
def move(assessment: Assessment, section: str, row: models.Model, by: int, *, user: User) -> None:
    """Move a row up (-1) or down (+1) among its own."""
    locked = lock(assessment, by=user)
    if not _belongs(row, locked):
        raise PermissionDenied
    finish(locked, section, ordering.move(row, by), by=user)


def _label(form: BaseModelForm[Any], name: str) -> str:
    return str(form.fields[name].label or name)


def finish(assessment: Assessment, section: str, changes: Iterable[Change], *, by: User | None) -> None:
    """Count the change of a locked row and write it down; nothing changed is nothing written."""
    changes = list(changes)
    if not changes:
        return
    assessment.version += 1
    assessment.save(update_fields=["version", "updated_at"])
    audit.record("edit", by=by, target=SECTIONS[section], assessment=assessment, changes=changes)

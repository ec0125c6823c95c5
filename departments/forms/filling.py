"""Forms filled in by the program (carried over, picked from the library), checked as if typed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from departments.models import Assessment, Goal, Project, stored

from .entry import EntryForm, M, Scope


def scope_of(assessment: Assessment) -> Scope:
    """Projects, goals and texts a row may point to."""
    return Scope(
        assessment=assessment,
        projects={str(row.pk): row for row in _rows(Project, assessment)},
        goals={str(row.pk): row for row in _rows(Goal, assessment)},
        section_titles={b["section"]: b["title"] for b in assessment.fiscal_year.outline.text_blocks()},
    )


def _rows(model: type[M], assessment: Assessment) -> list[M]:
    rows = stored.rows(model, assessment=assessment.pk)
    for row in rows:
        row.assessment = assessment  # type: ignore[attr-defined]
    return rows


def filled(
    form: type[EntryForm[Any]], instance: Model, scope: Scope, values: Mapping[str, Any]
) -> EntryForm[Any]:
    """The row's form with these cells filled in and the others as they stand."""
    shown = form(instance=instance, scope=scope)
    present = {field.name: field.value() for field in shown if field.name != "DELETE"}
    data = {name: "" if value is None else value for name, value in (present | dict(values)).items()}
    return form(data, instance=instance, scope=scope)

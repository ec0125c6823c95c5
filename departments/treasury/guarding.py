"""What the treasury's figures forbid, asked under the lock: they may have come after the form was checked."""

from typing import Any

from django.forms import BaseModelForm

from departments.models import BudgetLine, Project, SourcedLine

PLACE = ("category", "project", "source")
"""By what the next table finds a line again."""


def is_barred(form: BaseModelForm[Any]) -> bool:
    """Whether the row may not be saved as the form says.

    A line of the treasury stays where it is and keeps its figures until a reason was given; a project with
    such lines keeps its name: without it the next table would write them twice.
    """
    row, is_gone = form.instance, bool(form.cleaned_data.get("DELETE"))
    if row.pk is None:
        return False
    if isinstance(row, Project) and (is_gone or "name" in form.changed_data):
        return SourcedLine.objects.filter(line__project=row.pk).exists()
    if not isinstance(row, BudgetLine):
        return False
    sourced = SourcedLine.objects.filter(line=row.pk).first()
    return sourced is not None and (is_gone or bool({*PLACE, *sourced.locked} & {*form.changed_data}))

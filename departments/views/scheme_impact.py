"""预览影响: whose scores what is typed in the form of a scheme would move, before it is saved."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from departments import scheme_impact
from departments.forms.keys import key_of
from departments.forms.scheme import SchemeForm
from departments.forms.tidy import tidied
from departments.models import FiscalYear, ScoringScheme, User

from .person import keeping_schemes


@login_required
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of the form's page, or a page for a browser without scripts. Nothing is kept."""
    user = keeping_schemes(request)
    row = get_object_or_404(ScoringScheme, pk=pk)
    data = tidied(request.POST)
    form = SchemeForm(data, base=row.data)
    year = chosen_year(user, data.get("impact_year", ""))
    is_part = "HX-Request" in request.headers
    context: dict[str, Any] = {"row": row, "form": form, "is_unsaved": True, "year": year}
    status = 200
    if not form.is_valid():
        status = 200 if is_part else 422  # htmx shows no refusal
    elif year:
        context |= told(form, row, year, user)
    name = "impact" if is_part else "impact_page"
    return render(request, f"departments/scheme/{name}.html", context, status=status)


def chosen_year(user: User, asked: object) -> FiscalYear | None:
    """The year that was asked for, the newest with submissions where none was. Raises Http404."""
    rows, number = scheme_impact.years(user), str(asked)
    if not number:
        return rows.first()
    return get_object_or_404(rows, pk=key_of(number) or 0)


def told(form: SchemeForm, row: ScoringScheme, year: FiscalYear, user: User) -> dict[str, Any]:
    """What a page tells of the typed scheme."""
    split = row.scheme.execution_weight != form.scheme.execution_weight
    return {"impact": scheme_impact.impact(form.scheme, year, user), "weights_stay": split}


def to_confirm(form: SchemeForm, row: ScoringScheme, year: FiscalYear | None, user: User) -> dict[str, Any]:
    """What is to be looked at before the typed scheme is kept; nothing once exactly this was seen."""
    if year is None or not scheme_impact.moves_scores(row.scheme, form.scheme):
        return {}
    if form.data.get("seen") == scheme_impact.fingerprint(form.scheme, year):
        return {}  # looked at: nothing is scored once more
    found = told(form, row, year, user)
    impact: scheme_impact.Impact = found["impact"]
    return found if impact.changed else {}

"""评分方案: read in words, and edited into a new version; a version that was used never changes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from departments import audit, numbered, scheme_impact
from departments.forms.scheme import RULE_NAMES, SchemeForm
from departments.forms.tidy import tidied
from departments.models import FiscalYear, ScoringScheme, Submission, User
from departments.scoring.monitoring import USUAL, thresholds_of

from .person import keeping_schemes
from .scheme_impact import chosen_year, to_confirm


@login_required
@require_safe
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Every version, and whether submissions rest on it."""
    keeping_schemes(request)
    rests = Q(scheme=OuterRef("pk")) | Q(project_scheme=OuterRef("pk"))
    rows = ScoringScheme.objects.annotate(is_taken=Exists(Submission.objects.filter(rests)))
    return render(request, "departments/scheme/scheme_list.html", {"schemes": rows})


@login_required
@require_safe
def scheme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version in words, and the years whose submissions it can be tried on."""
    user = keeping_schemes(request)
    row = get_object_or_404(ScoringScheme, pk=pk)
    bounds = [band.at_least for band in row.scheme.grades]
    bands = list(zip(row.scheme.grades, [None, *bounds[:-1]], strict=True))
    clauses = [(RULE_NAMES[rule], text) for rule, text in row.scheme.clauses.items()]
    years: list[FiscalYear] = list(scheme_impact.years(user))
    context = {"row": row, "scheme": row.scheme, "bands": bands, "clauses": clauses, "years": years}
    context["limits"] = thresholds_of(row.scheme).words
    return render(request, "departments/scheme/scheme_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scheme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A form filled with one version; saving makes the next one, once it was seen what would move."""
    user = keeping_schemes(request)
    row = get_object_or_404(ScoringScheme, pk=pk)
    data = tidied(request.POST) if request.method == "POST" else None
    form = SchemeForm(data, base=row.data, initial=_next(row))
    year = chosen_year(user, data.get("impact_year", "") if data else "")
    context: dict[str, Any] = {"row": row, "form": form, "usual": USUAL.words, "year": year}
    status = 422 if form.is_bound else 200
    if form.is_valid() and _is_free(form):
        if not (unseen := to_confirm(form, row, year, user)):
            made = _saved(form, row, by=user)
            messages.success(request, f"已另存为新版本“{made}”，原版本没有改动。")
            return redirect("departments:scheme", made.pk)
        context, status = context | unseen | {"is_asked": True}, 409
    context["years"] = scheme_impact.years(user)
    return render(request, "departments/scheme/scheme_form.html", context, status=status)


def _next(row: ScoringScheme) -> dict[str, str]:
    """Key and version of the version after this one."""
    key, number = numbered.following(row)
    return {"key": key, "version": f"{number}.0"}


def _is_free(form: SchemeForm) -> bool:
    key = form.cleaned_data["key"]
    if ScoringScheme.objects.filter(key=key).exists():
        form.add_error("key", f"标识“{key}”已有，请换一个。")
        return False
    return True


@transaction.atomic
def _saved(form: SchemeForm, before: ScoringScheme, *, by: User) -> ScoringScheme:
    data = form.data_of_scheme
    made = ScoringScheme(key=data["key"], title=data["title"], data=data)
    made.full_clean()
    made.save()
    changes = [
        audit.change(made, name, _told(before.data, name), _told(data, name))
        for name in before.data | data
        if before.data.get(name) != data.get(name)
    ]
    target, reason = f"评分方案 {made.key}", f"在“{before.key}”的基础上"
    audit.record("set_up_add", by=by, target=target, changes=changes, reason=reason)
    return made


def _told(data: dict[str, Any], name: str) -> str | None:
    """A value as the log has it; None where the version has none."""
    return audit.canonical_json(data[name]) if name in data else None

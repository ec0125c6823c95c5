"""校验与送审: every finding at once, explanations of warnings, and the way to 送审."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from departments import access, editing, explaining, queries, rulebook, transitions, workflow
from departments.forms.explanation import AlikeForm, ExplanationForm
from departments.forms.tidy import tidied
from departments.models import Assessment

from .own import own, own_to_edit
from .panel import FindingView, Panel
from .person import signed_in


@login_required
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = own(request, pk)
    return render(request, "departments/check/finding_list.html", _context(request, assessment))


@login_required
@require_safe
def precheck(request: HttpRequest, pk: int) -> HttpResponse:
    """能通过吗: the answer alone, for every page of the entry."""
    assessment = own(request, pk)
    context = {"assessment": assessment, "panel": Panel.of(assessment)}
    return render(request, "departments/check/verdict.html", context)


def _context(request: HttpRequest, assessment: Assessment) -> dict[str, object]:
    panel = Panel.of(assessment)
    return {
        "assessment": assessment,
        "section": "check",
        "title": editing.SECTIONS["check"],
        "panel": panel,
        "alike": _alike(panel.open_warnings),
        "lapsed": queries.lapsed_explanations(assessment, [x.finding for x in panel.findings]),
        "can_edit": access.can_edit(signed_in(request), assessment),
        "verbs": workflow.available(assessment, signed_in(request)),
        "seen": assessment.audit_events.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "next_stage": transitions.next_stage(assessment) if assessment.is_editable else None,
    }


class Alike(NamedTuple):
    """Warnings of one check that wait for an explanation."""

    rule: rulebook.Rule
    found: list[FindingView]


def _alike(waiting: Iterable[FindingView]) -> list[Alike]:
    """Checks with two warnings or more, in the order of the page."""
    grouped: dict[str, list[FindingView]] = {}
    for view in waiting:
        grouped.setdefault(view.finding.check, []).append(view)
    return [Alike(rulebook.rule(check), found) for check, found in grouped.items() if len(found) > 1]


@login_required
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the explanation of one warning; the finding is named by its figures, so it cannot outlive them."""
    assessment = own_to_edit(request, pk)
    form = ExplanationForm(tidied(request.POST))
    found = {x.ident: x for x in Panel.of(assessment).findings if not x.is_error}
    view = found.get(form.data.get("finding", ""))
    if view is None:
        return _outdated(request, assessment)
    if form.is_valid():
        explaining.explain(assessment, view.finding, form.cleaned_data["text"], by=signed_in(request))
    return _explained(request, assessment, view.ident, form)


def _outdated(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        raise Http404
    messages.error(request, "这条提示对应的数字已变化，说明未保存；请按现在的提示填写。")
    context = _context(request, assessment)
    return render(request, "departments/check/finding_list.html", context, status=409)


def _explained(
    request: HttpRequest, assessment: Assessment, ident: str, form: ExplanationForm
) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        if form.errors:
            messages.error(request, f"说明未保存：{form.errors['text'][0]}")
        return redirect("departments:check", assessment.pk)
    context = _context(request, assessment) | {"ident": ident, "form": form, "at": timezone.localtime()}
    return render(request, "departments/check/finding_answer.html", context)


@login_required
@require_POST
def explain_alike(request: HttpRequest, pk: int) -> HttpResponse:
    """One text for the chosen warnings of one check; where one of them has changed, nothing is saved."""
    assessment = own_to_edit(request, pk)
    form = AlikeForm(tidied(request.POST), found=Panel.of(assessment).warnings)
    if not form.is_valid():
        for problem in (x for errors in form.errors.values() for x in errors):
            messages.error(request, f"说明未保存：{problem}")
        context = _context(request, assessment) | {"typed": form.data}
        return render(request, "departments/check/finding_list.html", context, status=422)
    chosen = [view.finding for view in form.cleaned_data["findings"]]
    explaining.explain_alike(assessment, chosen, form.cleaned_data["text"], by=signed_in(request))
    messages.success(request, f"{len(chosen)}条提示已用同一说明。")
    return redirect("departments:check", assessment.pk)

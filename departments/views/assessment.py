"""The self-assessment as a whole, and its submissions."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from departments import access, last_edits, reopening, workflow
from departments.models import Assessment, User

from . import rectification, sendbacks
from .desk import tasks_of
from .panel import Panel
from .person import signed_in

OFFICIAL = (Assessment.Status.APPROVED, Assessment.Status.PUBLISHED)
"""States in which the latest submission is the official result."""


@login_required
@require_safe
def assessment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Own people see the state of every section; reviewers are led to what was submitted."""
    user = signed_in(request)
    assessment = get_object_or_404(access.visible_assessments(user), pk=pk)
    if not access.is_preparer_or_head(user, assessment):
        latest = assessment.submissions.only("pk").first()
        return (
            redirect("departments:submission_detail", latest.pk) if latest else _history(request, assessment)
        )
    return render(request, "departments/assessment/assessment_detail.html", _overview(assessment, user))


def _overview(assessment: Assessment, user: User) -> dict[str, Any]:
    panel, edits = Panel.of(assessment), last_edits.of_sections(assessment)
    return {
        "assessment": assessment,
        "section": "overview",
        "task": tasks_of(access.entry_assessments(user).filter(pk=assessment.pk))[0],
        "panel": panel,
        "parts": [(section, edits.get(section.key)) for section in panel.sections],
        "can_edit": access.can_edit(user, assessment),
        "rectifications": rectification.of_department(assessment),
        "verbs": workflow.available(assessment, user),
        "reopen_request": reopening.latest_of(assessment) if assessment.status in OFFICIAL else None,
        "may_ask_reopen": reopening.may_ask(user, assessment),
        "returned": sendbacks.latest_of([assessment]).get(assessment.pk),
        "latest": assessment.submissions.only("sha256", "number").first(),
        "is_official": assessment.status in OFFICIAL,
    }


@login_required
@require_safe
def submission_list(request: HttpRequest, pk: int) -> HttpResponse:
    """历次送审."""
    return _history(request, get_object_or_404(access.visible_assessments(signed_in(request)), pk=pk))


def _history(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    user = signed_in(request)
    is_own = access.is_preparer_or_head(user, assessment)
    frozen = assessment.submissions.defer("facts", "scorecards", "findings", "explanations")
    rows = list(frozen.prefetch_related("reviews__body", "reviews__reviewer"))
    context = {
        "assessment": assessment,
        "section": "history",
        "is_own": is_own,
        "panel": Panel.of(assessment) if is_own else None,
        "verbs": workflow.available(assessment, user),
        "submissions": rows,
        "history": sendbacks.beside(assessment, rows),
    }
    return render(request, "departments/submission/submission_list.html", context)

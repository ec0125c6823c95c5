"""The self-assessment as a whole, and its submissions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from departments import access, workflow
from departments.models import Assessment, Review

from .desk import tasks_of
from .panel import Panel
from .person import signed_in


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
    context = {
        "assessment": assessment,
        "section": "overview",
        "task": tasks_of(access.entry_assessments(user).filter(pk=pk))[0],
        "panel": Panel.of(assessment),
        "can_edit": access.can_edit(user, assessment),
        "verbs": workflow.available(assessment, user),
        "returned": _last_return(assessment),
        "latest": assessment.submissions.only("sha256").first(),
    }
    return render(request, "departments/assessment/assessment_detail.html", context)


def _last_return(assessment: Assessment) -> Review | None:
    if assessment.status != Assessment.Status.RETURNED:
        return None
    returned = Review.objects.filter(submission__assessment=assessment, verdict=Review.Verdict.RETURNED)
    return returned.select_related("body", "reviewer", "submission").last()


@login_required
@require_safe
def submission_list(request: HttpRequest, pk: int) -> HttpResponse:
    """历次送审."""
    return _history(request, get_object_or_404(access.visible_assessments(signed_in(request)), pk=pk))


def _history(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    user = signed_in(request)
    is_own = access.is_preparer_or_head(user, assessment)
    frozen = assessment.submissions.defer("facts", "scorecards", "findings", "explanations")
    context = {
        "assessment": assessment,
        "section": "history",
        "is_own": is_own,
        "panel": Panel.of(assessment) if is_own else None,
        "verbs": workflow.available(assessment, user),
        "submissions": frozen.prefetch_related("reviews__body", "reviews__reviewer"),
    }
    return render(request, "departments/submission/submission_list.html", context)

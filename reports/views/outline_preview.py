"""An outline tried on what was submitted: its document beside the present one, and what would not fit."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from departments import access, outline_fit
from departments.forms.outline import OutlineForm
from departments.forms.tidy import tidied
from departments.models import Outline, Submission, User
from departments.views.outline import keeping_outlines

from .. import documents
from ..content import content_of
from .replay import number_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outline_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved version, or what is typed in its form and not yet saved. Nothing is kept."""
    user = keeping_outlines(request)
    row = get_object_or_404(Outline, pk=pk)
    asked = tidied(request.GET).get("q", "").strip()[:100]
    context: dict[str, Any] = {"row": row, "asked": asked, "samples": outline_fit.samples(user, asked)}
    outline, status = row, 200
    if request.method == "POST":
        form = OutlineForm(tidied(request.POST), row=row)
        context |= {"is_unsaved": True, "form": form}
        if not form.is_valid():
            return render(request, "departments/outline/preview.html", context, status=422)
        outline = Outline(key=row.key, title=form.cleaned_data["title"], data=form.data_of_outline)
    if submission := _chosen(request, user, context["samples"]):
        context |= _beside(submission, outline)
    return render(request, "departments/outline/preview.html", context, status=status)


def _chosen(request: HttpRequest, user: User, offered: list[Submission]) -> Submission | None:
    """The submission that was asked for; the first that is offered where none was."""
    sent = request.POST if request.method == "POST" else request.GET
    first = offered[0].pk if offered else 0
    if not (pk := number_of(sent.get("submission") or str(first))):
        return None
    rows = access.visible_submissions(user).select_related("scheme", "project_scheme")
    return get_object_or_404(rows, pk=pk)


def _beside(submission: Submission, outline: Outline) -> dict[str, Any]:
    """The document as it is and as it would be, and how the texts fit."""
    fit = outline_fit.fit(submission, outline)
    now = documents.content_of_submission(submission)
    told = documents.as_frozen(submission)
    new = content_of(fit.facts, fit.scorecards, outline.data, draft=True, **told)
    return {"submission": submission, "fit": fit, "now": now, "new": new, "outline": outline}

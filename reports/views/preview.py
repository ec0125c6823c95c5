"""The document on the screen, as it will look on paper."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from departments import access
from departments.views.own import own
from departments.views.person import signed_in

from .. import documents
from ..content import ReportContent


@dataclass(frozen=True)
class Download:
    """One button of the page."""

    label: str
    url: str


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of the present facts; once submitted, of the frozen ones."""
    assessment = own(request, pk)
    if not assessment.is_editable and (submission := assessment.submissions.first()):
        return redirect("reports:submission_preview", pk=submission.pk)
    content = documents.content_of_draft(assessment)
    return _page(request, content, assessment.get_absolute_url(), "reports:draft_document", pk)


@login_required
@require_safe
def submission_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of a frozen submission."""
    visible = access.visible_submissions(signed_in(request)).select_related("scheme", "project_scheme")
    submission = get_object_or_404(visible, pk=pk)
    content = documents.content_of_submission(submission)
    return _page(
        request, content, reverse("departments:submission_detail", args=[pk]), "reports:document", pk
    )


def _page(request: HttpRequest, content: ReportContent, back: str, route: str, pk: int) -> HttpResponse:
    downloads = [
        Download(document.label, reverse(route, args=[pk, extension]))
        for extension, document in documents.DOCUMENTS.items()
    ]
    context = {"content": content, "back": back, "downloads": downloads}
    return render(request, "documents/preview.html", context)

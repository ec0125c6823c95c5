"""The documents as files."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from departments import access, audit
from departments.views.person import signed_in

from .. import documents
from ..content import ReportContent
from .not_drawn import told_when_not_drawn


@login_required
@require_safe
@told_when_not_drawn
def document_download(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The frozen document of a submission; taking it out is recorded."""
    visible = access.visible_submissions(signed_in(request)).select_related("scheme", "project_scheme")
    submission = get_object_or_404(visible, pk=pk)
    content = documents.content_of_submission(submission)
    body = documents.document_bytes(submission, extension)
    with transaction.atomic():
        audit.record(
            "export",
            by=signed_in(request),
            target=documents.file_name(content, extension),
            assessment=submission.assessment,
            submission=submission,
        )
    return _file(content, extension, body)


@login_required
@require_safe
@told_when_not_drawn
def draft_download(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The document of the present facts, marked 草稿; once submitted, of the frozen ones."""
    assessment = get_object_or_404(access.entry_assessments(signed_in(request)), pk=pk)
    if not assessment.is_editable and (submission := assessment.submissions.first()):
        return redirect("reports:document", pk=submission.pk, extension=extension)
    content = documents.content_of_draft(assessment)
    body = documents.DOCUMENTS[extension].render(content, None)
    with transaction.atomic():
        name = documents.file_name(content, extension)
        audit.record("export", by=signed_in(request), target=name, assessment=assessment)
    return _file(content, extension, body)


def _file(content: ReportContent, extension: str, body: bytes) -> HttpResponse:
    name = documents.file_name(content, extension)
    return HttpResponse(
        body,
        content_type=documents.DOCUMENTS[extension].content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )

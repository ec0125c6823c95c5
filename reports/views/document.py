"""The documents as files."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from departments import access, audit
from departments.views.own import own
from departments.views.person import signed_in

from .. import documents
from .downloads import file_of
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
    name = documents.file_name(content, extension)
    with transaction.atomic():
        audit.record(
            "export", by=signed_in(request), target=name, assessment=submission.assessment,
            submission=submission,
        )  # fmt: skip
    return file_of(name, body)


@login_required
@require_safe
@told_when_not_drawn
def draft_download(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The document of the present facts, marked 草稿; once submitted, of the frozen ones."""
    assessment = own(request, pk)
    if not assessment.is_editable and (submission := assessment.submissions.first()):
        return redirect("reports:document", pk=submission.pk, extension=extension)
    content = documents.content_of_draft(assessment)
    body = documents.DOCUMENTS[extension].render(content, None)
    name = documents.file_name(content, extension)
    with transaction.atomic():
        audit.record("export", by=signed_in(request), target=name, assessment=assessment)
    return file_of(name, body)

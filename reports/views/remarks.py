"""审核意见 as Excel, for both sides."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from departments import access, audit, remark_threads
from departments.views.person import signed_in

from ..formats import remarks
from .downloads import file_of


@login_required
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Those said up to this submission. Taking it out is recorded."""
    user = signed_in(request)
    submission = get_object_or_404(access.visible_submissions(user), pk=pk)
    if not access.sees_review(user, submission):
        raise PermissionDenied
    assessment = submission.assessment
    body = remarks.render(remark_threads.at(submission))
    name = f"{assessment.fiscal_year.year}年度{assessment.department_name}审核意见.xlsx"
    with transaction.atomic():
        audit.record("export", by=user, target=name, assessment=assessment, submission=submission)
    return file_of(name, body)

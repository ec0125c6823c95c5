"""整改台账 as Excel, under the conditions of the list."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from departments import audit
from departments.views.person import signed_in
from departments.views.rectification import Ledger, listed

from ..documents import DOCUMENTS
from ..formats import rectifications

MOST = 5_000
"""Rows of one file; the file says how many more there are."""
NAME = "整改台账.xlsx"


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Taking it out is recorded."""
    rows = listed(request, Ledger.of(request))
    number = rows.count()
    shown = rows.prefetch_related("evidence")[:MOST]
    body = rectifications.render(shown, timezone.localdate(), max(0, number - MOST))
    with transaction.atomic():
        audit.record("export", by=signed_in(request), target=f"{NAME}（{number}项）")
    disposition = content_disposition_header(True, NAME) or "attachment"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=DOCUMENTS["xlsx"].content_type, headers=headers)

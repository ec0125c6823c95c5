"""整改台账 as Excel, under the conditions of the list."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from departments import audit
from departments.views.person import signed_in
from departments.views.rectification import Ledger, listed

from ..formats import rectifications
from .downloads import file_of

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
    return file_of(NAME, body)

"""问题 of the departments a person reviews, as Excel."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from departments import audit, found
from departments.views.finding import reviewing
from departments.views.narrowing import Narrowing

from ..formats import findings
from .downloads import file_of

MOST = 5_000
"""Rows of one file; the file says how many more there are."""
NAME = "校验问题.xlsx"


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the pages show, under the same conditions; taking it out is recorded."""
    user = reviewing(request)
    asked = Narrowing.of(request, user).narrowed
    rows = found.findings(user, asked)
    number = rows.count()
    shown = found.with_text(list(found.in_order(rows, asked)[:MOST]))
    body = findings.render(found.by_rule(rows), shown, max(0, number - MOST))
    with transaction.atomic():
        audit.record("export", by=user, target=f"{NAME}（{number}条）")
    return file_of(NAME, body)

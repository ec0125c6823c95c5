"""The audit record as a file: everything the filter leaves, itself recorded."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from departments import audit
from departments.models import AuditEvent
from departments.views.audit import asked_of
from departments.views.person import signed_in

from ..formats import csv_lines
from ..formats.audit_lines import HEADS, values_of
from ..formats.workbook import LONGEST, SafeWorkbook
from .downloads import file_of, named

MOST_ROWS = 20_000
"""Rows of one Excel file; CSV has no limit."""
_CUT = "……（未完，全文见CSV）"


@login_required
@require_safe
def audit_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    form, events = asked_of(request)
    is_excel = extension == "xlsx"
    rows = list(events[: MOST_ROWS + 1]) if is_excel else []
    if not form.is_valid() or len(rows) > MOST_ROWS:
        context = {"form": form, "most": MOST_ROWS, "query": request.GET.urlencode()}
        return render(request, "reports/audit_too_long.html", context, status=422)
    name = f"审计记录{timezone.localtime():%Y%m%d%H%M%S}.{extension}"
    asked = [f"{form[name].label}：{value}" for name, value in form.cleaned_data.items() if value]
    with transaction.atomic():
        audit.record("export", by=signed_in(request), target=name, reason="；".join(asked) or "全部记录")
    if is_excel:
        return file_of(name, _excel(rows))
    lines = csv_lines.lines(HEADS, map(values_of, events.iterator(500)))
    return StreamingHttpResponse(lines, csv_lines.CONTENT_TYPE, headers=named(name))


def _excel(events: list[AuditEvent]) -> bytes:
    book = SafeWorkbook()
    sheet = book.sheet("审计记录")
    for at, values in enumerate((HEADS, *map(values_of, events)), 1):
        for column, value in enumerate(values, 1):
            text = value if len(value) <= LONGEST else value[: LONGEST - len(_CUT)] + _CUT
            book.put(sheet, at, column, text)
    sheet.freeze_panes = "B2"
    for letter, width in zip("BCDFJK", (20, 14, 28, 16, 36, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    return book.to_bytes()

"""财政数据: the manager uploads the treasury's table, looks at it department by department, and confirms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments.forms.tidy import tidied
from departments.models import Batch, FiscalYear, TreasuryImport, User
from departments.treasury import taking
from departments.views.year import own_year, setting_up, while_there

from .. import table_uploads
from ..forms.treasury import ColumnsForm, TreasuryForm
from ..reading.book import Refused
from ..treasury import confirming, previewing, uploading
from ..treasury.previewing import Preview
from ..treasury.table import Table

SHOWN = 200
"""Problems and departments of one page."""
Status, Kind = TreasuryImport.Status, Batch.Kind


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@while_there
def treasury(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; what waits and what was imported before is listed."""
    user = setting_up(request)
    year = own_year(user, pk)
    form = TreasuryForm(request.POST, request.FILES) if request.method == "POST" else TreasuryForm()
    if form.is_valid() and (upload := _kept(form, year, user)):
        return _watched(upload, user, Kind.TREASURY_PREVIEW)
    uploads = year.treasury_imports.select_related("uploaded_by").defer(*TreasuryImport.LARGE)
    context = {
        "year": year, "form": form, "done": uploads.filter(status=Status.CONFIRMED)[:20],
        "waiting": uploads.filter(status=Status.PREVIEWED)[:20],
    }  # fmt: skip
    return render(request, "treasury/upload.html", context, status=422 if form.errors else 200)


def _kept(form: TreasuryForm, year: FiscalYear, user: User) -> TreasuryImport | None:
    file = form.cleaned_data["file"]
    try:
        return uploading.keep(year, file.name, file.read(), by=user)
    except Refused as refused:
        form.add_error("file", str(refused))
        return None


def _watched(upload: TreasuryImport, user: User, kind: Batch.Kind) -> HttpResponse:
    """To the person's own job, else to the upload, which says how far it is."""
    job = table_uploads.job_of(upload, kind)
    is_own = job and job.requested_by_id == user.pk
    return redirect(job) if job and is_own else redirect("reports:treasury_import", upload.pk)


def _own(request: HttpRequest, pk: int) -> tuple[User, TreasuryImport]:
    """The upload while it waits, its large columns left alone."""
    user = setting_up(request)
    waiting = TreasuryImport.objects.filter(status=Status.PREVIEWED).defer(*TreasuryImport.LARGE)
    upload = get_object_or_404(waiting, pk=pk)
    upload.fiscal_year = own_year(user, upload.fiscal_year_id)
    return user, upload


@login_required
@require_safe
def treasury_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview by department; first the columns where they are not known yet, or when asked."""
    _, upload = _own(request, pk)
    is_asked = "columns" in request.GET and upload.lines > 0
    if previewing.is_long(upload) and not is_asked and upload.preview != previewing.OPEN:
        kept = Preview.from_json(upload.preview) if upload.preview else None
        return _preview(request, upload, kept)
    table = Table.from_json(upload.content)
    settings = confirming.settings_of(upload, table)
    if is_asked or settings.is_open:
        by_column = {f"column-{at}": name for name, at in settings.columns.items()}
        form = ColumnsForm(initial={"unit": settings.units.suggested, **by_column}, table=table)
        return _columns_page(request, upload, table, form)
    return _preview(request, upload, previewing.look(upload, table, settings))


def _columns_page(
    request: HttpRequest, upload: TreasuryImport, table: Table, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    samples = [(number, [cells.get(at, "") for at in table.headings]) for number, cells in table.rows[:8]]
    choices = [form[f"column-{at}"] for at in table.headings]
    context = {"upload": upload, "table": table, "form": form, "samples": samples, "choices": choices}
    return render(request, "treasury/columns.html", context, status=status)


def _preview(
    request: HttpRequest, upload: TreasuryImport, plan: Preview | None, status: int = 200
) -> HttpResponse:
    """All problems, page by page; else the departments. Without a plan, how far the job is that makes it."""
    problems, departments = (plan.problems, plan.departments) if plan else ([], [])
    page = Paginator(problems or departments, SHOWN).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "upload": upload, "plan": plan, "year": upload.fiscal_year, "seen": plan.seen if plan else "",
        "page": page, "departments": departments[:SHOWN] if problems else page,
        "is_long": previewing.is_long(upload), "writing": table_uploads.job_of(upload, Kind.TREASURY),
        "looking": table_uploads.job_of(upload, Kind.TREASURY_PREVIEW),
    }  # fmt: skip
    return render(request, "treasury/preview.html", context, status=status)


@login_required
@require_POST
def treasury_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep which heading is what, for this file and the next of the authority."""
    user, upload = _own(request, pk)
    if not upload.content:
        return redirect("reports:treasury_import", pk)
    table = Table.from_json(upload.content)
    form = ColumnsForm(tidied(request.POST), table=table)
    if not form.is_valid():
        return _columns_page(request, upload, table, form, status=422)
    chosen = {table.headings[at]: name for at, name in form.columns.items()}
    unit = form.cleaned_data["unit"]
    uploading.remember(upload.fiscal_year.authority, chosen, unit, by=user)
    settings = {"columns": {x: y for y, x in form.columns.items()}, "unit": unit}
    waiting = TreasuryImport.objects.filter(pk=upload.pk, status=Status.PREVIEWED)
    waiting.update(settings=settings, preview={})
    if previewing.is_long(upload):
        return _again(request, upload, user)
    return redirect("reports:treasury_import", pk)


@login_required
@require_POST
def treasury_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at every row again: departments or self-assessments may have been put right meanwhile."""
    user, upload = _own(request, pk)
    return _again(request, upload, user)


def _again(request: HttpRequest, upload: TreasuryImport, user: User) -> HttpResponse:
    try:
        uploading.preview(upload, by=user)
    except table_uploads.Settled:
        return _settled(request, upload)
    return _watched(upload, user, Kind.TREASURY_PREVIEW)


@login_required
@require_POST
def treasury_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write all of what the preview showed, or nothing; many rows as a job."""
    user, upload = _own(request, pk)
    seen = request.POST.get("seen", "")[:200]
    try:
        if previewing.is_long(upload):
            uploading.write(upload, seen, by=user)
            return _watched(upload, user, Kind.TREASURY)
        taken = confirming.confirm(pk, seen, by=user)
    except table_uploads.Settled:
        return _settled(request, upload)
    except confirming.Moved as moved:
        return _moved(request, upload, str(moved))
    except taking.Unclear:
        return redirect("reports:treasury_import", pk)  # the preview says what is unclear now
    messages.success(request, f"已导入“{upload.name}”，{confirming.told(taken)}。")
    return redirect("reports:treasury", upload.fiscal_year_id)


def _moved(request: HttpRequest, upload: TreasuryImport, said: str) -> HttpResponse:
    """Nothing was written; the preview as it is now."""
    upload.refresh_from_db()
    messages.warning(request, said)
    table = Table.from_json(upload.content)
    settings = confirming.settings_of(upload, table)
    if settings.is_open:
        return redirect("reports:treasury_import", upload.pk)
    return _preview(request, upload, previewing.look(upload, table, settings), status=409)


def _settled(request: HttpRequest, upload: TreasuryImport) -> HttpResponse:
    said = f"“{upload.name}”刚刚已被确认导入或放弃，这次没有任何改动；结果见导入记录。"
    messages.warning(request, said)
    return redirect("reports:treasury", upload.fiscal_year_id)


@login_required
@require_POST
def treasury_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a table that was only looked at."""
    _, upload = _own(request, pk)
    try:
        table_uploads.discard(upload)
    except table_uploads.Settled:
        return _settled(request, upload)
    messages.info(request, "已放弃，没有任何改动。")
    return redirect("reports:treasury", upload.fiscal_year_id)

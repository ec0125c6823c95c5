"""财政数据: the manager uploads the treasury's table, looks at it department by department, and confirms."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments import long_jobs
from departments.forms.tidy import tidied
from departments.models import Batch, FiscalYear, TreasuryColumns, TreasuryImport, User
from departments.treasury import taking
from departments.views.year import own_year, setting_up

from ..forms.treasury import ColumnsForm, TreasuryForm
from ..reading.book import Refused
from ..treasury import confirming
from ..treasury import table as tables
from ..treasury.confirming import Settings
from ..treasury.plan import Planner
from ..treasury.table import Table

SHOWN = 200
"""Problems and departments that the page lists."""
IMMEDIATE = 200
"""Rows that are written at once; more are a job."""
Status = TreasuryImport.Status


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def treasury(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; what was imported before is listed."""
    user = setting_up(request)
    year = own_year(user, pk)
    form = TreasuryForm(request.POST, request.FILES) if request.method == "POST" else TreasuryForm()
    if form.is_valid() and (upload := _kept(form, year, user)):
        return redirect("reports:treasury_import", upload.pk)
    done = (
        year.treasury_imports.filter(status=Status.CONFIRMED).select_related("uploaded_by").defer("content")
    )
    context = {"year": year, "form": form, "done": done.defer("content")[:20]}
    return render(request, "treasury/upload.html", context, status=422 if form.errors else 200)


def _kept(form: TreasuryForm, year: FiscalYear, user: User) -> TreasuryImport | None:
    """One preview a year: an earlier one goes."""
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        table = tables.read(file.name, content)
    except Refused as refused:
        form.add_error("file", str(refused))
        return None
    with transaction.atomic():
        earlier = year.treasury_imports.filter(status=Status.PREVIEWED, uploaded_by=user)
        # Locked first: what was confirmed meanwhile is no longer among them.
        locked = [x.pk for x in earlier.select_for_update(of=("self",)).only("pk")]
        TreasuryImport.objects.filter(pk__in=locked).delete()
        upload = TreasuryImport(
            fiscal_year=year, name=file.name[-200:], sha256=hashlib.sha256(content).hexdigest(),
            content=table.to_json(), uploaded_by=user,
        )  # fmt: skip
        upload.settings = confirming.guessed(upload, table)
        upload.save()
        return upload


def _own(request: HttpRequest, pk: int) -> tuple[User, TreasuryImport, Table]:
    user = setting_up(request)
    upload = get_object_or_404(TreasuryImport.objects.filter(status=Status.PREVIEWED), pk=pk)
    upload.fiscal_year = own_year(user, upload.fiscal_year_id)
    return user, upload, Table.from_json(upload.content)


@login_required
@require_safe
def treasury_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview by department; first the columns where they are not known yet, or when asked."""
    _, upload, table = _own(request, pk)
    settings = confirming.settings_of(upload, table)
    if settings.is_open or "columns" in request.GET:
        by_column = {f"column-{at}": name for name, at in settings.columns.items()}
        form = ColumnsForm(initial={"unit": settings.units.suggested, **by_column}, table=table)
        return _columns_page(request, upload, table, form)
    return _preview(request, upload, table, settings)


def _columns_page(
    request: HttpRequest, upload: TreasuryImport, table: Table, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    samples = [(number, [cells.get(at, "") for at in table.headings]) for number, cells in table.rows[:8]]
    choices = [form[f"column-{at}"] for at in table.headings]
    context = {"upload": upload, "table": table, "form": form, "samples": samples, "choices": choices}
    return render(request, "treasury/columns.html", context, status=status)


def _preview(
    request: HttpRequest, upload: TreasuryImport, table: Table, settings: Settings, status: int = 200
) -> HttpResponse:
    plan = Planner(upload.fiscal_year, table, settings.columns, settings.units).plan()
    context: dict[str, Any] = {
        "upload": upload, "plan": plan, "units": settings.units, "year": upload.fiscal_year,
        "problems": plan.problems[:SHOWN], "departments": plan.departments[:SHOWN],
        "seen": confirming.digest(settings, plan), "job": _job(upload),
        "is_long": len(table.rows) > IMMEDIATE,
    }  # fmt: skip
    return render(request, "treasury/preview.html", context, status=status)


def _job(upload: TreasuryImport) -> Batch | None:
    """The job that is writing it."""
    return long_jobs.open_ones(Batch.Kind.TREASURY, upload=upload.pk).first()


@login_required
@require_POST
def treasury_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep which heading is what, for this file and the next of the authority."""
    _, upload, table = _own(request, pk)
    form = ColumnsForm(tidied(request.POST), table=table)
    if not form.is_valid():
        return _columns_page(request, upload, table, form, status=422)
    chosen = {table.headings[at]: name for at, name in form.columns.items()}
    kept, _ = TreasuryColumns.objects.get_or_create(authority=upload.fiscal_year.authority)
    kept.headings, kept.unit = {**kept.headings, **chosen}, form.cleaned_data["unit"]
    kept.save()
    upload.settings = {"columns": {x: y for y, x in form.columns.items()}, "unit": kept.unit}
    TreasuryImport.objects.filter(pk=upload.pk, status=Status.PREVIEWED).update(settings=upload.settings)
    return redirect("reports:treasury_import", upload.pk)


@login_required
@require_POST
def treasury_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write all of what the preview showed, or nothing; many rows as a job."""
    user, upload, table = _own(request, pk)
    seen = request.POST.get("seen", "")[:200]
    if len(table.rows) > IMMEDIATE:
        return redirect(_begun(upload, len(table.rows), seen, user))
    try:
        taken = confirming.confirm(pk, seen, by=user)
    except confirming.Settled:
        return _settled(request, upload)
    except confirming.Moved as moved:
        return _moved(request, upload, table, str(moved))
    except taking.Unclear:
        return redirect("reports:treasury_import", pk)  # the preview says what is unclear now
    messages.success(request, f"已导入“{upload.name}”，{confirming.told(taken)}。")
    return redirect("reports:treasury", upload.fiscal_year_id)


@transaction.atomic
def _begun(upload: TreasuryImport, rows: int, seen: str, user: User) -> Batch:
    """The job that writes it; a second click finds the first one's."""
    _locked(upload)
    if job := _job(upload):
        return job
    selection = f"{upload.fiscal_year}：{upload.name}"
    options = {"year": upload.fiscal_year_id, "upload": upload.pk, "seen": seen}
    return long_jobs.start(Batch.Kind.TREASURY, [rows], selection=selection, options=options, by=user)


def _moved(request: HttpRequest, upload: TreasuryImport, table: Table, said: str) -> HttpResponse:
    """Nothing was written; the preview as it is now."""
    upload.refresh_from_db()
    messages.warning(request, said)
    settings = confirming.settings_of(upload, table)
    if settings.is_open:
        return redirect("reports:treasury_import", upload.pk)
    return _preview(request, upload, table, settings, status=409)


def _locked(upload: TreasuryImport) -> TreasuryImport | None:
    """The row for this transaction alone, while it still waits; None where somebody was faster."""
    waiting = TreasuryImport.objects.select_for_update(of=("self",)).filter(status=Status.PREVIEWED)
    return waiting.filter(pk=upload.pk).first()


def _settled(request: HttpRequest, upload: TreasuryImport) -> HttpResponse:
    said = f"“{upload.name}”刚刚已被确认导入或放弃，这次没有任何改动；结果见导入记录。"
    messages.warning(request, said)
    return redirect("reports:treasury", upload.fiscal_year_id)


@login_required
@require_POST
def treasury_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a table that was only looked at."""
    _, upload, _ = _own(request, pk)
    with transaction.atomic():
        if (fresh := _locked(upload)) is None:
            return _settled(request, upload)
        fresh.delete()
    messages.info(request, "已放弃，没有任何改动。")
    return redirect("reports:treasury", upload.fiscal_year_id)

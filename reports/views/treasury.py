"""财政数据: the manager uploads the treasury's table, looks at it department by department, and confirms."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments.forms.tidy import tidied
from departments.models import FiscalYear, TreasuryColumns, TreasuryImport, User
from departments.treasury import taking
from departments.views.year import own_year, setting_up

from ..forms.treasury import ColumnsForm, TreasuryForm
from ..reading.book import Refused
from ..treasury import columns as known
from ..treasury import table as tables
from ..treasury.plan import Plan, Planner
from ..treasury.table import Table

SHOWN = 200
"""Problems and departments that the page lists."""
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
        year.treasury_imports.filter(status=Status.PREVIEWED, uploaded_by=user).delete()
        return TreasuryImport.objects.create(
            fiscal_year=year, name=file.name[-200:], sha256=hashlib.sha256(content).hexdigest(),
            content=table.to_json(), uploaded_by=user,
        )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> tuple[User, TreasuryImport, Table]:
    user = setting_up(request)
    upload = get_object_or_404(TreasuryImport.objects.filter(status=Status.PREVIEWED), pk=pk)
    upload.fiscal_year = own_year(user, upload.fiscal_year_id)
    return user, upload, Table.from_json(upload.content)


def _columns_of(upload: TreasuryImport, table: Table) -> tuple[dict[str, int], str]:
    """As chosen before at this authority, else as the headings say."""
    kept = TreasuryColumns.objects.filter(authority=upload.fiscal_year.authority_id).first()
    found = known.guess(table.headings, kept.headings if kept else {})
    return found, known.unit_in(table.headings, kept.unit if kept else "元")


def _plan(upload: TreasuryImport, table: Table) -> Plan:
    columns, unit = _columns_of(upload, table)
    return Planner(upload.fiscal_year, table, columns, unit).plan()


@login_required
@require_safe
def treasury_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview by department; first the columns where they are not known yet, or when asked."""
    _, upload, table = _own(request, pk)
    columns, unit = _columns_of(upload, table)
    if known.missing(columns) or "columns" in request.GET:
        by_column = {f"column-{at}": name for name, at in columns.items()}
        form = ColumnsForm(initial={"unit": unit, **by_column}, table=table)
        return _columns_page(request, upload, table, form)
    return _preview(request, upload, _plan(upload, table), unit)


def _columns_page(
    request: HttpRequest, upload: TreasuryImport, table: Table, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    samples = [(number, [cells.get(at, "") for at in table.headings]) for number, cells in table.rows[:8]]
    choices = [form[f"column-{at}"] for at in table.headings]
    context = {"upload": upload, "table": table, "form": form, "samples": samples, "choices": choices}
    return render(request, "treasury/columns.html", context, status=status)


def _preview(
    request: HttpRequest, upload: TreasuryImport, plan: Plan, unit: str, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "upload": upload, "plan": plan, "unit": unit, "year": upload.fiscal_year,
        "problems": plan.problems[:SHOWN], "departments": plan.departments[:SHOWN],
    }  # fmt: skip
    return render(request, "treasury/preview.html", context, status=status)


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
    return redirect("reports:treasury_import", upload.pk)


@login_required
@require_POST
def treasury_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write all of it, or nothing where anything is wrong."""
    user, upload, table = _own(request, pk)
    with transaction.atomic():
        fresh = TreasuryImport.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        plan = _plan(upload, table)
        if plan.problems or not plan.rows or fresh.status != Status.PREVIEWED:
            return _preview(request, upload, plan, _columns_of(upload, table)[1], status=409)
        taken = taking.take(upload.fiscal_year, plan.rows, source=upload.name, by=user)
        upload.status, upload.confirmed_at = Status.CONFIRMED, timezone.now()
        upload.content, upload.summary = {}, {k: v for k, v in vars(taken).items() if k != "skipped"}
        upload.save()
    said = f"写入{taken.departments}个部门：新增{taken.added}行，更新{taken.changed}行"
    said += f"，{taken.offered}行与填报数不同、由部门选择" if taken.offered else ""
    said += f"；{len(taken.skipped)}个部门已送审，没有写入" if taken.skipped else ""
    messages.success(request, f"已导入“{upload.name}”，{said}。")
    return redirect("reports:treasury", upload.fiscal_year_id)


@login_required
@require_POST
def treasury_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a table that was only looked at."""
    _, upload, _ = _own(request, pk)
    year = upload.fiscal_year_id
    upload.delete()
    messages.info(request, "已放弃，没有任何改动。")
    return redirect("reports:treasury", year)

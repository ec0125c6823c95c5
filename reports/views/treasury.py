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
from ..treasury.units import Units, settle

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
        earlier = year.treasury_imports.filter(status=Status.PREVIEWED, uploaded_by=user)
        # Locked first: what was confirmed meanwhile is no longer among them.
        locked = [x.pk for x in earlier.select_for_update(of=("self",)).only("pk")]
        TreasuryImport.objects.filter(pk__in=locked).delete()
        return TreasuryImport.objects.create(
            fiscal_year=year, name=file.name[-200:], sha256=hashlib.sha256(content).hexdigest(),
            content=table.to_json(), uploaded_by=user,
        )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> tuple[User, TreasuryImport, Table]:
    user = setting_up(request)
    upload = get_object_or_404(TreasuryImport.objects.filter(status=Status.PREVIEWED), pk=pk)
    upload.fiscal_year = own_year(user, upload.fiscal_year_id)
    return user, upload, Table.from_json(upload.content)


def _columns_of(upload: TreasuryImport, table: Table) -> tuple[dict[str, int], Units]:
    """As chosen before at this authority, else as the headings say."""
    kept = TreasuryColumns.objects.filter(authority=upload.fiscal_year.authority_id).first()
    found = known.guess(table.headings, kept.headings if kept else {})
    return found, settle(table, found, kept.unit if kept else "")


@login_required
@require_safe
def treasury_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview by department; first the columns where they are not known yet, or when asked."""
    _, upload, table = _own(request, pk)
    columns, units = _columns_of(upload, table)
    if known.missing(columns) or units.is_open or "columns" in request.GET:
        by_column = {f"column-{at}": name for name, at in columns.items()}
        form = ColumnsForm(initial={"unit": units.suggested, **by_column}, table=table)
        return _columns_page(request, upload, table, form)
    return _preview(request, upload, Planner(upload.fiscal_year, table, columns, units).plan(), units)


def _columns_page(
    request: HttpRequest, upload: TreasuryImport, table: Table, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    samples = [(number, [cells.get(at, "") for at in table.headings]) for number, cells in table.rows[:8]]
    choices = [form[f"column-{at}"] for at in table.headings]
    context = {"upload": upload, "table": table, "form": form, "samples": samples, "choices": choices}
    return render(request, "treasury/columns.html", context, status=status)


def _preview(
    request: HttpRequest, upload: TreasuryImport, plan: Plan, units: Units, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "upload": upload, "plan": plan, "units": units, "year": upload.fiscal_year,
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
    columns, units = _columns_of(upload, table)
    if known.missing(columns) or units.is_open:
        return redirect("reports:treasury_import", pk)
    with transaction.atomic():
        if (fresh := _locked(upload)) is None:
            return _settled(request, upload)
        plan = Planner(upload.fiscal_year, table, columns, units).plan()
        if plan.problems or not plan.rows:
            return _preview(request, upload, plan, units, status=409)
        try:
            taken = _taken(fresh, plan, upload.fiscal_year, user)
        except taking.Unclear:
            # The department wrote between the reading and its lock: the preview says what is unclear now.
            return redirect("reports:treasury_import", pk)
    said = f"写入{taken.departments}个部门：新增{taken.added}行，更新{taken.changed}行"
    said += f"，{taken.offered}行与填报数不同、由部门选择" if taken.offered else ""
    said += f"；{len(taken.skipped)}个部门已送审，没有写入" if taken.skipped else ""
    messages.success(request, f"已导入“{upload.name}”，{said}。")
    return redirect("reports:treasury", upload.fiscal_year_id)


@transaction.atomic
def _taken(upload: TreasuryImport, plan: Plan, year: FiscalYear, user: User) -> taking.Taken:
    taken = taking.take(year, plan.rows, source=upload.name, by=user)
    upload.status, upload.confirmed_at = Status.CONFIRMED, timezone.now()
    upload.content, upload.summary = {}, {k: v for k, v in vars(taken).items() if k != "skipped"}
    upload.save()
    return taken


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

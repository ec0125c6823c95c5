"""The workbook: download, upload, preview, confirm, undo."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from departments import access, audit, restoring
from departments.models import Assessment, WorkbookImport
from departments.views.own import must_edit, own
from departments.views.panel import Panel
from departments.views.person import signed_in

from ..forms.upload import UploadForm
from ..reading.book import Refused
from ..workbook import importing, returned, writing
from ..workbook.columns import SAVED
from ..workbook.plan import Plan
from . import foreign
from .downloads import file_of


def _import(request: HttpRequest, pk: int) -> WorkbookImport:
    """An upload for a self-assessment of one's own."""
    upload = get_object_or_404(WorkbookImport, pk=pk)
    upload.assessment = own(request, upload.assessment_id)
    return upload


def _page(
    request: HttpRequest, template: str, assessment: Assessment, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "title": "导入",
        "section": "import",
        "panel": Panel.of(assessment),
        "can_edit": access.can_edit(signed_in(request), assessment),
    }
    return render(request, f"reports/{template}.html", context | extra, status=status)


def file_name(assessment: Assessment) -> str:
    """2025年度东湖区商务局绩效自评工作簿.xlsx."""
    return f"{assessment.fiscal_year.year}年度{assessment.department_name}绩效自评工作簿.xlsx"


@login_required
@require_safe
def workbook_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook with the present data; taking it out is recorded."""
    assessment = own(request, pk)
    name = file_name(assessment)
    body = writing.workbook_of(assessment)
    with transaction.atomic():
        audit.record("export", by=signed_in(request), target=name, assessment=assessment)
    return file_of(name, body)


@login_required
def workbook_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; what it is decides what comes next."""
    assessment = own(request, pk)
    form = UploadForm()
    if request.method == "POST":
        must_edit(request, assessment)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and (upload := _read(form, assessment, request)):
            return redirect("reports:import_detail", upload.pk)
    done = assessment.workbook_imports.exclude(status="previewed").defer("content", "kept", "mapping")[:10]
    status = 422 if form.errors else 200
    return _page(request, "workbook_upload", assessment, form=form, done=done, status=status)


def _read(form: UploadForm, assessment: Assessment, request: HttpRequest) -> WorkbookImport | None:
    file = form.cleaned_data["file"]
    try:
        upload = importing.upload(assessment, file.name, file.read(), by=signed_in(request))
    except Refused as refused:
        form.add_error("file", str(refused))
        return None
    importing.tidy(assessment)
    upload.save()
    return upload


@login_required
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview; of a foreign table first its columns."""
    upload = _import(request, pk)
    if upload.status != WorkbookImport.Status.PREVIEWED:
        return redirect("reports:workbook_upload", upload.assessment_id)
    if foreign.needs_columns(upload) or "columns" in request.GET:
        return foreign.columns_page(request, upload, _page)
    return _preview(request, upload, importing.preview(upload))


def _preview(
    request: HttpRequest, upload: WorkbookImport, plan: Plan, *, message: str = "", status: int = 200
) -> HttpResponse:
    # Making the plan wrote the file's values into the other one.
    as_saved = own(request, upload.assessment_id)
    return _page(
        request, "import_preview", as_saved, upload=upload, plan=plan, message=message,
        sections=plan.sections(SAVED), status=status,
    )  # fmt: skip


@login_required
@require_POST
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep which column is what, then show the preview."""
    upload = _import(request, pk)
    must_edit(request, upload.assessment)
    if upload.status == WorkbookImport.Status.PREVIEWED and not foreign.keep_columns(request, upload):
        return foreign.columns_page(request, upload, _page)
    return redirect("reports:import_detail", upload.pk)


@login_required
@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was shown, all or nothing."""
    upload = _import(request, pk)
    must_edit(request, upload.assessment)
    choices = {key.removeprefix("choice-"): str(x) for key, x in request.POST.items() if key[:7] == "choice-"}
    taken = set(request.POST.getlist("take"))
    choices |= {group: importing.SKIP for group in request.POST.getlist("offered") if group not in taken}
    digest = request.POST.get("digest", "-")
    try:
        done = importing.confirm(upload, by=signed_in(request), digest=digest, choices=choices)
    except importing.NotConfirmed as refused:
        return _preview(request, upload, refused.plan, message=refused.message, status=409)
    messages.success(request, f"已导入“{done.name}”：{done.result or '没有改动'}。可以在下面撤销。")
    return redirect("reports:workbook_upload", upload.assessment_id)


@login_required
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everything back, unless somebody wrote there since."""
    upload = _import(request, pk)
    must_edit(request, upload.assessment)
    try:
        importing.undo(upload, by=signed_in(request))
    except restoring.ChangedSince as changed:
        names = "、".join(changed.rows[:20])
        messages.error(request, f"没有撤销：导入之后有人改过这些行：{names}。请在页面上逐行修改。")
    else:
        messages.success(request, f"已撤销“{upload.name}”的导入，内容恢复到导入之前。")
    return redirect("reports:workbook_upload", upload.assessment_id)


@login_required
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an upload that was only looked at."""
    upload = _import(request, pk)
    must_edit(request, upload.assessment)
    WorkbookImport.objects.filter(pk=upload.pk, status=WorkbookImport.Status.PREVIEWED).delete()
    messages.info(request, f"已放弃“{upload.name}”，没有任何改动。")
    return redirect("reports:workbook_upload", upload.assessment_id)


@login_required
@require_safe
def import_returned(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded workbook again, with red cells and comments."""
    upload = _import(request, pk)
    if upload.status != WorkbookImport.Status.PREVIEWED or upload.kind != WorkbookImport.Kind.WORKBOOK:
        return redirect("reports:import_detail", upload.pk)
    name, body = f"批注_{upload.name.removeprefix('批注_')}", returned.copy_of(upload)
    with transaction.atomic():
        audit.record("export", by=signed_in(request), target=name, assessment=upload.assessment)
    return file_of(name, body)

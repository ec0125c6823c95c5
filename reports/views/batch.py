"""批量任务: start one, see how far it is, take up again what failed, take the file out."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from departments import access, batch_events, batches, long_jobs
from departments.forms.keys import key_of
from departments.models import Batch, User
from departments.sessions import is_poll
from departments.views.listing import ROWS
from departments.views.person import signed_in

from ..batches import choosing, leading, starting, tasks
from ..forms.batch import DocumentsForm, DossiersForm

FORMS = {Batch.Kind.DOCUMENTS: DocumentsForm, Batch.Kind.DOSSIERS: DossiersForm}
CALL_EVERY = timedelta(minutes=1)
"""A job on which nobody works is offered to workers again so often."""


def _starters(user: User) -> list[tuple[str, str]]:
    """The kinds of files the person may have made. Raises PermissionDenied for none."""
    kinds = [(kind.value, str(kind.label)) for kind in Batch.FILES if choosing.may_start(user, kind)]
    if not kinds:
        raise PermissionDenied
    return kinds


@login_required
@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """One's own jobs."""
    user = signed_in(request)
    kinds = _starters(user)
    page = Paginator(batches.counted(batches.visible(user)), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "kinds": kinds, "is_managing": access.is_managing(user)}
    return render(request, "batches/batch_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_new(request: HttpRequest, kind: str) -> HttpResponse:
    """What would be made, and of whom; the address says which departments."""
    user, kind = signed_in(request), Batch.Kind(kind)
    if not choosing.may_start(user, kind):
        raise PermissionDenied
    rows, selection = choosing.chosen(request, user, kind)
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return redirect(_started(kind, rows, selection, form.cleaned_data, by=user))
        except starting.Empty as refusal:
            form.add_error(None, str(refusal))
    counts = choosing.counts(rows)
    context = {
        "form": form, "kind": kind, "selection": selection, "counts": counts,
        "total": sum(number for *_, number in counts), "is_managing": access.is_managing(user),
    }  # fmt: skip
    return render(request, "batches/batch_form.html", context, status=422 if form.is_bound else 200)


def _started(kind: Batch.Kind, rows: Any, selection: str, asked: dict[str, Any], *, by: User) -> Batch:
    key = asked.pop("once")
    if kind == Batch.Kind.DOSSIERS:
        return starting.start_dossiers(rows, selection=selection, key=key, by=by)
    return starting.start_documents(rows, selection=selection, key=key, by=by, **asked)


def _mine(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(batches.visible(signed_in(request)), pk=pk)


@login_required
@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    context = _shown(request, _mine(request, pk))
    has_list = any(choosing.may_start(signed_in(request), kind) for kind in Batch.FILES)
    return render(request, "batches/batch_detail.html", context | {"has_list": has_list})


@is_poll
@require_safe
def batch_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes, asked for by the page itself; in the end, the sign-in."""
    if not request.user.is_authenticated:
        sign_in = redirect_to_login(reverse("reports:batch_detail", args=[pk]))
        is_part = "HX-Request" in request.headers
        return HttpResponseClientRedirect(sign_in.url) if is_part else sign_in
    batch = _mine(request, pk)
    context = _shown(request, batch)
    if batch.is_open and not context["progress"].running and batches.call_due(batch, CALL_EVERY):
        tasks.call(1)
    return render(request, "batches/_progress.html", context)


def _shown(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    failures = Paginator(batches.failures(batch), ROWS).get_page(request.GET.get("page"))
    progress = batches.progress(batch)
    told = long_jobs.told_of(batch)
    is_stuck = batch.is_open and not progress.settled + progress.running and batches.is_late(batch)
    return {
        "batch": batch, "progress": progress, "failures": failures, "is_stuck": is_stuck,
        "file": batches.archive_of(batch), "told": told,
        "unit": long_jobs.UNITS.get(Batch.Kind(batch.kind), "个部门"),
        "leads": leading.leads(batch, progress, told), "is_whole": batch.kind in leading.WHOLE,
        "is_managing": access.is_managing(signed_in(request)),
    }  # fmt: skip


@login_required
@require_POST
def batch_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """All that failed, or the one posted; what is no item of it is 404."""
    batch, asked = _mine(request, pk), request.POST.get("item")
    item = None if asked is None else get_object_or_404(batch.items, pk=key_of(asked)).pk
    with transaction.atomic():
        count = batches.retry(batch, item=item, by=signed_in(request))
        if count:
            tasks.call(count)
    messages.success(request, f"{count}项重新排队。") if count else messages.info(request, "没有需要重试的。")
    return redirect(batch)


@login_required
@require_POST
def batch_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _mine(request, pk)
    if batches.cancel(batch, by=signed_in(request)):
        messages.success(request, f"任务已取消；{_left_of(batch)}。")
    return redirect(batch)


def _left_of(batch: Batch) -> str:
    """What a cancelled job leaves."""
    if batch.makes_file:
        return "已经生成的文件留着，下次不再重做"
    if batch.kind in leading.WHOLE:
        return "没有写完的，什么都没有写入"
    is_preview = batch.kind != Batch.Kind.ISSUE
    return "上传的文件还在，可以重新预览" if is_preview else "已经写入的保留，其余不再进行"


@login_required
@require_safe
def batch_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The archive; taking it out is recorded, and refused once the person may not see all of it."""
    batch, user = _mine(request, pk), signed_in(request)
    if not (file := batches.archive_of(batch)):
        raise Http404
    if not choosing.still_allowed(batch, user):
        raise PermissionDenied
    try:
        content = default_storage.open(file["stored"])
    except FileNotFoundError as lost:
        raise Http404 from lost
    with transaction.atomic():
        reason = f"{batch}；SHA-256 {file['sha256']}"
        batch_events.record("export", batch, by=user, target=file["name"], reason=reason)
    return FileResponse(
        content, as_attachment=True, filename=file["name"], content_type="application/zip",
        headers={"X-Content-Type-Options": "nosniff"},
    )  # fmt: skip

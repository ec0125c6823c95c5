"""佐证材料: the files of a self-assessment, what each proves, and which indicators have none."""

from collections.abc import Iterator
from typing import BinaryIO, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from departments import access, editing, evidence, filing
from departments.forms.evidence import TiesForm
from departments.models import Assessment, Evidence
from perfeval.uploads import oversized

from .evidence_list import Listing
from .own import must_edit, own
from .panel import Panel
from .person import signed_in

KEPT_IN_ADDRESS = ("for", "file")
"""Parts of the address that say which indicator or file the page is about."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The list; a POST keeps the files that were sent."""
    assessment = own(request, pk)
    if request.method == "POST":
        return _upload(request, assessment)
    return _list(request, assessment)


def _list(request: HttpRequest, assessment: Assessment, status: int = 200) -> HttpResponse:
    panel = Panel.of(assessment)
    context = {
        "assessment": assessment,
        "section": "evidence",
        "title": editing.SECTIONS["evidence"],
        "panel": panel,
        "whole": panel.parts["evidence"],
        "can_edit": access.can_edit(signed_in(request), assessment),
        "listing": Listing.of(panel, chosen=request.GET.get("for", ""), opened=request.GET.get("file", "")),
        "kept": _kept(request),
        "limit": settings.EVIDENCE_FILE_BYTES,
        "quota": settings.EVIDENCE_QUOTA_BYTES,
        "accept": filing.ACCEPT,
        "allowed": filing.ALLOWED,
    }
    return render(request, "departments/evidence/evidence_list.html", context, status=status)


def _upload(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Every file by itself: one that is refused does not keep the others out."""
    must_edit(request, assessment)
    form = TiesForm(request.POST, tokens=evidence.targets_of(assessment))
    if not form.is_valid():
        return _answer(request, assessment, [(form.refusal, False)], status=422)
    told = list(_keep_all(request, assessment, form.added))
    return _answer(request, assessment, told or [("没有选择文件。", False)])


def _keep_all(
    request: HttpRequest, assessment: Assessment, tokens: frozenset[str]
) -> Iterator[tuple[str, bool]]:
    """What to say of each file, and whether it is there now."""
    for name in oversized(request):
        yield str(filing.too_large(name, settings.EVIDENCE_FILE_BYTES)), False
    for file in request.FILES.getlist("files"):
        content = cast(BinaryIO, file.file)
        try:
            added = evidence.add(assessment, content, file.name or "", tokens, by=signed_in(request))
        except evidence.Refused as refused:
            yield str(refused), False
        else:
            yield _told(added), True


def _told(added: evidence.Added) -> str:
    if added.is_new:
        return f"“{added.row}”已上传。"
    return f"相同内容的文件已在列表中（“{added.row}”），没有重复保存，所选关联已补上。"


def _answer(
    request: HttpRequest, assessment: Assessment, told: list[tuple[str, bool]], status: int = 200
) -> HttpResponse:
    """Scripts read the outcome; without them the list is shown again, with the outcome above it."""
    if request.headers.get("Accept") == "application/json":
        outcome = [{"message": message, "ok": is_there} for message, is_there in told]
        return JsonResponse({"files": outcome}, status=status)
    for message, is_there in told:
        (messages.success if is_there else messages.error)(request, message)
    return _back(request, assessment) if status == 200 else _list(request, assessment, status)


@login_required
@require_POST
def ties(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """What one file proves. Only what this person changed is changed."""
    assessment = own(request, pk)
    get_object_or_404(assessment.evidence.filter(removed_at=None), pk=file)
    form = TiesForm(request.POST, tokens=evidence.targets_of(assessment))
    if not form.is_valid():
        messages.error(request, f"关联没有保存：{form.refusal}")
        return _list(request, assessment, status=422)
    evidence.tie(assessment, file, add=form.added, remove=form.taken_away, by=signed_in(request))
    return _back(request, assessment)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    assessment = own(request, pk)
    if Evidence.objects.filter(pk=file).exclude(assessment=assessment).exists():
        raise Http404
    try:
        row = evidence.remove(assessment, file, by=signed_in(request))
    except Evidence.DoesNotExist:
        messages.error(request, "这个文件已被他人删除。")
    else:
        messages.success(request, f"“{row}”已删除。")
    return _back(request, assessment)


def _kept(request: HttpRequest) -> str:
    return urlencode({name: request.GET[name] for name in KEPT_IN_ADDRESS if name in request.GET})


def _back(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    kept = _kept(request)
    address = reverse("departments:evidence", args=[assessment.pk])
    return redirect(f"{address}?{kept}" if kept else address)

"""部门和用户导入 of many rows: what a job found, confirmed as another, and the first passwords, once."""

from collections.abc import Callable
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from departments.models import Batch, EnrolmentImport, User

from .. import table_uploads
from ..enrolment import importing, sheets
from ..treasury.problem import Problem
from .enrolment import SHOWN, enrolling, unkept_file

SETTLED = "这份文件刚刚已被确认导入、放弃，或换成了另一份，这次没有任何改动。"
TAKEN = "初始密码表已经取走过，只提供一次。没有收到的，在用户页勾选后“重设初始密码”。"

SHUT = "初始密码表打不开：系统密钥已更换。请在用户页勾选这些用户后“重设初始密码”。"


def _own(request: HttpRequest, pk: int) -> tuple[User, EnrolmentImport]:
    user = enrolling(request)
    return user, get_object_or_404(importing.own(user), pk=pk)


@login_required
@require_safe
def enrolment_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview that is kept: all problems, page by page, else the changes; afterwards what was written."""
    _, upload = _own(request, pk)
    found: dict[str, Any] = upload.preview
    problems = [Problem(*x) for x in found.get("problems", ())]
    page = Paginator(problems or found.get("changes", []), SHOWN).get_page(request.GET.get("page"))
    context = {
        "upload": upload, "found": found or upload.summary, "problems": problems, "page": page,
        "is_waiting": upload.status == EnrolmentImport.Status.PREVIEWED,
        "looking": table_uploads.job_of(upload, Batch.Kind.ENROLMENT_PREVIEW),
        "writing": table_uploads.job_of(upload, Batch.Kind.ENROLMENT),
    }  # fmt: skip
    return render(request, "enrolment/enrolment_import.html", context)


@login_required
@require_POST
def enrolment_act(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the buttons of its page."""
    user, upload = _own(request, pk)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise BadRequest
    try:
        return act(request, upload, user)
    except table_uploads.Settled:
        messages.warning(request, SETTLED)
        return redirect("reports:enrolment")


def _preview(request: HttpRequest, upload: EnrolmentImport, user: User) -> HttpResponse:
    return redirect(importing.preview(upload, by=user))


def _confirm(request: HttpRequest, upload: EnrolmentImport, user: User) -> HttpResponse:
    """Only of what was shown without a problem."""
    if not upload.preview or upload.preview["problems"]:
        return redirect("reports:enrolment_import", upload.pk)
    return redirect(importing.write(upload, by=user))


def _discard(request: HttpRequest, upload: EnrolmentImport, user: User) -> HttpResponse:
    table_uploads.discard(upload)
    messages.info(request, "已放弃，没有任何改动。")
    return redirect("reports:enrolment")


def _passwords(request: HttpRequest, upload: EnrolmentImport, user: User) -> HttpResponse:
    try:
        if told := importing.take_passwords(upload.pk, by=user):
            return unkept_file("初始密码.xlsx", sheets.passwords(told))
        messages.warning(request, TAKEN)
    except InvalidToken:
        messages.error(request, SHUT)
    return redirect("reports:enrolment_import", upload.pk)


_ACTS: dict[str, Callable[[HttpRequest, EnrolmentImport, User], HttpResponse]] = {
    "preview": _preview, "confirm": _confirm, "discard": _discard, "passwords": _passwords,
}  # fmt: skip

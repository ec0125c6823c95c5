"""部门和用户导入: template, preview with every problem by cell, and once confirmed the first passwords."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments import audit, once, set_up
from departments.enrolment.outcome import PEOPLE, Outcome, Row
from departments.enrolment.writing import enrol, may_enrol
from departments.models import User
from departments.views.person import signed_in

from .. import table_uploads
from ..enrolment import importing, sheets
from ..forms.upload import UploadForm
from ..reading.book import Refused
from .downloads import file_of

SHOWN = 200
_SALT = "enrolment"
_HOURS = 3600 * 4


def enrolling(request: HttpRequest) -> User:
    """Raises PermissionDenied for who adds no departments and accounts."""
    user = signed_in(request)
    if not may_enrol(user):
        raise PermissionDenied
    return user


def unkept_file(name: str, body: bytes) -> HttpResponse:
    """A workbook of which the browser keeps no copy of its own."""
    answer = file_of(name, body)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_safe
def enrolment_template(request: HttpRequest) -> HttpResponse:
    """The template, with the departments there are; taking them out is recorded."""
    user = enrolling(request)
    name = "部门和用户导入模板.xlsx"
    present = set_up.departments(user).select_related("parent", "merged_into").order_by("code")
    body = sheets.template(present)
    with transaction.atomic():
        audit.record("export", by=user, target=name)
    return unkept_file(name, body)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment(request: HttpRequest) -> HttpResponse:
    """Choose a file; what it would do is shown, nothing is kept yet."""
    user = enrolling(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, Any] = {"form": form, "uploads": importing.told_of(user)}
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            rows = sheets.read(content) if len(content) <= table_uploads.QUICK_BYTES else None
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            if rows is None or len(rows) > importing.IMMEDIATE:
                return redirect(importing.keep(file.name, content, rows, by=user))
            return _preview(request, rows, user, status=422)
    status = 422 if form.errors else 200
    return render(request, "enrolment/enrolment.html", context, status=status)


def _preview(request: HttpRequest, rows: list[Row], user: User, status: int) -> HttpResponse:
    outcome = enrol(rows, by=user)
    problems = [(sheets.place_of(x.row, x.field), x.row.text(x.field), x.message) for x in outcome.problems]
    kept = signing.dumps([[x.sheet, x.number, dict(x.cells)] for x in rows], salt=_SALT, compress=True)
    context = {
        "form": UploadForm(), "outcome": outcome, "problems": problems[:SHOWN], "kept": kept,
        "changes": outcome.changes[:SHOWN],
    }  # fmt: skip
    shown = status if problems else 200
    return render(request, "enrolment/enrolment.html", context, status=shown)


@login_required
@require_POST
def enrolment_confirm(request: HttpRequest) -> HttpResponse:
    """Keep what was shown; the answer is the list of first passwords, told only this once."""
    user = enrolling(request)
    try:
        kept = signing.loads(request.POST.get("kept", ""), salt=_SALT, max_age=_HOURS)
    except signing.BadSignature:
        messages.error(request, "没有导入：预览已过期，请重新上传。")
        return redirect("reports:enrolment")
    rows = [Row(sheet, number, cells) for sheet, number, cells in kept]
    outcome = _enrolled(rows, request.POST.get("once", ""), by=user)
    if outcome is None:
        return _again(request, rows, user)
    if outcome.problems:
        return _preview(request, rows, user, status=409)
    if outcome.passwords:
        return unkept_file("初始密码.xlsx", sheets.passwords(outcome.passwords))
    said = f"新增部门{outcome.new_departments}个，更改{outcome.changed_departments}个"
    messages.success(request, f"已导入：{said}，授予角色{outcome.granted}个。")
    return redirect("reports:enrolment")


@transaction.atomic
def _enrolled(rows: list[Row], key: str, *, by: User) -> Outcome | None:
    """What came of the table; None where the button was pressed before, whose answer had the passwords."""
    if not once.is_first(key, by=by):
        return None
    outcome = enrol(rows, by=by, ready={})
    if outcome.problems:
        transaction.set_rollback(True)
    return outcome


def _again(request: HttpRequest, rows: list[Row], user: User) -> HttpResponse:
    """A browser shows the last answer only: where the passwords went, and how to give new ones."""
    names = {x.text("username") for x in rows if x.sheet == PEOPLE}
    waiting = set_up.users(user).filter(username__in=names, last_login__isnull=True).order_by("username")
    if not waiting:
        messages.success(request, "已导入，没有再次写入。")
        return redirect("reports:enrolment")
    context = {"form": UploadForm(), "waiting": waiting}
    return render(request, "enrolment/enrolment.html", context, status=409)

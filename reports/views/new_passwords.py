"""重设初始密码 of selected people: first who, then, confirmed, the list, told only this once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from departments import once, set_up
from departments.enrolment import renewing
from departments.forms.keys import keys_of
from departments.models import User
from departments.views.person import signed_in

from ..enrolment import sheets
from .enrolment import unkept_file

AGAIN = (
    "刚才已经设置过，没有再次设置：密码表随第一次点击下载，请在浏览器的下载记录中找“新的初始密码.xlsx”；"
    "没有收到的，请重新勾选后再设一次。"
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_passwords(request: HttpRequest) -> HttpResponse:
    """Who was ticked on the page of people; the answer to the confirmation is the list."""
    user = signed_in(request)
    if not set_up.adds(user, User):
        raise PermissionDenied
    keys = _keys(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        return _renewed(request, keys, user)
    context = {"chosen": renewing.chosen(keys, by=user), "left_out": max(0, len(keys) - renewing.MOST)}
    return render(request, "enrolment/new_passwords.html", context)


def _keys(sent: QueryDict) -> list[int]:
    ticked = sent.getlist("people") or sent.get("all", "").split(",")
    return sorted(set(keys_of(ticked)))


def _renewed(request: HttpRequest, keys: list[int], user: User) -> HttpResponse:
    """The list; a second click is told where the first one's went."""
    with transaction.atomic():
        told = renewing.renew(keys[: renewing.MOST], by=user) if _is_first(request, user) else None
    if told:
        return unkept_file("新的初始密码.xlsx", sheets.passwords(told))
    if told is None:
        messages.warning(request, AGAIN)
    else:
        messages.error(request, "没有设置：所选的人都不能由您设置密码。")
    return redirect("admin:departments_user_changelist")


def _is_first(request: HttpRequest, user: User) -> bool:
    return once.is_first(request.POST.get("once", ""), by=user)

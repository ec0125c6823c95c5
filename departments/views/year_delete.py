"""删除年度: what hangs on it, and once confirmed, with its reason, it goes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from departments import once
from departments.forms.tidy import tidied
from departments.forms.year import DeleteForm
from departments.models import FiscalYear, User
from departments.years import deleting, opening

from .year import own_year, setting_up, while_there


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@while_there
def year_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, and its answer; a year that is used says by what."""
    user = setting_up(request)
    form = DeleteForm(tidied(request.POST) if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, own_year(user, pk), form, status=422 if form.is_bound else 200)
    try:
        said = _deleted(pk, form.cleaned_data, by=user)
    except deleting.InUse:
        said = "没有删除：年度之下刚刚有了下面这些内容。"
        return _page(request, own_year(user, pk), form, status=409, refused=said)
    except opening.Overtaken:
        said = "别人刚刚改过这个年度的设置，没有删除；请核对下面现在的设置，仍要删除的再按一次。"
        return _page(request, own_year(user, pk), form, status=409, refused=said)
    messages.success(request, said)
    return redirect("departments:year_list")


@transaction.atomic
def _deleted(pk: int, data: dict[str, Any], *, by: User) -> str:
    """What is said afterwards; the same click again says it too. Raises Http404 and what `delete` raises."""
    if not once.is_first(data["once"], by=by):
        return "这个年度已经删除。"
    year = own_year(by, pk)
    deleting.delete(year, seen=data["seen"], reason=data["reason"], by=by)
    return f"已删除{year}，可以重新开设。"


def _page(request: HttpRequest, year: FiscalYear, form: DeleteForm, **more: Any) -> HttpResponse:
    status = more.pop("status")
    context = {"year": year, "form": form, "hanging": deleting.hanging(year), **more}
    context["seen"] = opening.fingerprint(year)
    return render(request, "departments/year/year_delete.html", context, status=status)

"""A round of 绩效运行监控 in the manager's hands: other days, taken back, and who is late is urged."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from departments import access, once
from departments.forms.monitoring import DatesForm, TakeBackForm
from departments.forms.tidy import tidied
from departments.gone import Gone
from departments.models import MonitoringRound
from departments.monitoring import chasing, rounds

from . import urged
from .monitoring_asked import Asked, Rounds
from .person import signed_in

SHOWN = 100
"""Names of departments that the page lists."""
NOTHING = "没有要催报的部门：请先勾选；已报送的不需要催报。"


def managed_round(request: HttpRequest, pk: int) -> MonitoringRound:
    """A round of an authority that the person manages; any other is 404."""
    authorities = access.departments_as(signed_in(request), access.Role.MANAGER)
    rows = MonitoringRound.objects.filter(fiscal_year__authority__in=authorities)
    return get_object_or_404(rows.select_related("fiscal_year__authority"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Its days, and whether it may still be taken back."""
    made = managed_round(request, pk)
    if request.method != "POST":
        return _page(request, made)
    data = tidied(request.POST)
    try:
        if data.get("act") == "take_back":
            return _taken_back(request, made, TakeBackForm(data))
        return _dated(request, made, DatesForm(data))
    except Gone:
        messages.error(request, f"没有执行：{made}运行监控刚刚已被别人撤回，日期不用再改。")
        return redirect("departments:monitoring_list")


def _page(request: HttpRequest, made: MonitoringRound, *, status: int = 200, **more: Any) -> HttpResponse:
    written, now = rounds.begun(made), {"opens": made.opens, "due": made.due}
    number = written.count()
    context: dict[str, Any] = {
        "made": made, "number": number, "written": written[:SHOWN], "more": max(0, number - SHOWN),
        "dates": DatesForm(initial=now | {"seen_opens": made.opens, "seen_due": made.due}),
        "taking_back": TakeBackForm(auto_id="back_%s"), "total": made.monitorings.count(),
    }  # fmt: skip
    return render(request, "departments/monitoring/monitoring_round.html", context | more, status=status)


def _dated(request: HttpRequest, made: MonitoringRound, form: DatesForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, made, status=422, dates=form)
    days = {name: form.cleaned_data[name] for name in ("opens", "due", "reason")}
    try:
        is_changed = rounds.set_dates(made, **days, seen=form.seen, by=signed_in(request))
    except rounds.Overtaken as overtaken:
        now = overtaken.present
        again = DatesForm({**days, "seen_opens": str(now.opens), "seen_due": str(now.due)})
        again.is_valid()
        return _page(request, now, status=409, dates=again, overtaken=now)
    messages.success(request, "已修改日期，未报送的部门会收到通知。" if is_changed else "日期没有变化。")
    return redirect("departments:monitoring_round", made.pk)


def _taken_back(request: HttpRequest, made: MonitoringRound, form: TakeBackForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, made, status=422, taking_back=form)
    said = f"已撤回{made}运行监控"
    try:
        number = rounds.take_back(made, reason=form.cleaned_data["reason"], by=signed_in(request))
    except rounds.HasData:
        return _page(request, made, status=409, taking_back=form, refused=True)
    messages.success(request, f"{said}，共{number}个部门。")
    return redirect("departments:monitoring_list")


@login_required
@require_POST
def monitoring_urge(request: HttpRequest, pk: int) -> HttpResponse:
    """催报: rows that are ticked, or all that are listed; the same click again does nothing."""
    made, user, data = managed_round(request, pk), signed_in(request), tidied(request.POST)
    tables = access.tracked_monitorings(user).filter(round=made)
    listing = Rounds(tables, Asked.of({**request.GET.dict(), "round": str(made.pk)}))
    back = redirect(f"{reverse('departments:monitoring_list')}?{urlencode(listing.asked)}")
    if (text := urged.text_of(request, data)) is None:
        return back
    rows = listing.rows if data.get("all") else urged.ticked(listing.rows, data.getlist("chosen"))
    with transaction.atomic():
        if once.is_first(data.get("once", ""), by=user):
            number, without = chasing.urge(rows.defer("frozen"), text=text, by=user)
            urged.say(request, number, [x.assessment for x in without], nothing=NOTHING)
    return back

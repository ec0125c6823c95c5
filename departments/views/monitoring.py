"""绩效运行监控: the rounds and their progress, one department's table, and the verbs that move it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from departments import access
from departments.forms.keys import key_of
from departments.forms.tidy import tidied
from departments.gone import Gone
from departments.models import Monitoring
from departments.monitoring import verbs
from departments.monitoring.frozen import with_amounts
from departments.monitoring.readiness import gaps_of
from departments.monitoring.rows import rows_of
from departments.scoring.monitoring import LIGHTS

from . import kept
from .monitoring_rows import all_forms, merged, row_forms
from .person import signed_in
from .rectification import with_days

CHANGED = (
    "有人在您打开本页之后改过这张表，您填的还在下面，尚未保存。您没有动过的格已更新；"
    "标有“现值”的格请核对后再点一次“保存”。"
)

GONE = (
    "没有保存：管理部门刚刚撤回了这张表，不用再填报。"
    "您填的还在下面，需要留用的请先复制；离开本页后就看不到了。"
)


def _visible(request: HttpRequest, pk: int) -> Monitoring:
    return get_object_or_404(access.visible_monitorings(signed_in(request)), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def monitoring(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of one department: filled in by its people, read by those above."""
    found = _visible(request, pk)
    if request.method != "POST":
        return _page(request, found)
    user, data = signed_in(request), tidied(request.POST)
    groups = row_forms(rows_of(found), data)
    if not all(form.is_valid() for form in all_forms(*groups)):
        return _page(request, found, groups=groups, status=422)
    try:
        verbs.save(found, all_forms(*groups), version=key_of(data.get("version", "")) or 0, by=user)
    except Gone:
        return _gone(request, found, groups=groups)
    except verbs.Changed:
        now = _visible(request, pk)
        return _page(request, now, groups=merged(rows_of(now), data), status=409, changed=CHANGED)
    kept.arrived(request)  # also where it cannot be reported yet, the rows are saved
    if "submit" in data:
        return _act(request, _visible(request, pk), "monitoring_submit")
    messages.success(request, "已保存。")
    return redirect(found)


def _page(
    request: HttpRequest, found: Monitoring, *, groups: Any = None, status: int = 200, **more: Any
) -> HttpResponse:
    user = signed_in(request)
    context: dict[str, Any] = {"monitoring": found, "verbs": verbs.available(found, user), "lights": LIGHTS}
    items = access.visible_rectifications(user).filter(monitoring=found).order_by("pk")
    context["rectifications"] = with_days(list(items))
    context["may_rectify"] = access.may_rectify_monitoring(user, found)
    if not (found.is_editable and access.is_preparer_or_head(user, found.assessment)):
        context |= {"data": with_amounts(found.frozen), **more}
        return render(request, "departments/monitoring/monitoring_frozen.html", context, status=status)
    rows = rows_of(found)
    indicators, budgets = groups or row_forms(rows)
    context |= {
        "rows": rows, "indicators": indicators, "budgets": budgets, "gaps": gaps_of(rows),
        "is_failed": groups is not None and status == 422, **more,
    }  # fmt: skip
    return render(request, "departments/monitoring/monitoring_detail.html", context, status=status)


def _gone(request: HttpRequest, found: Monitoring, **more: Any) -> HttpResponse:
    """The table as it was when the request came, with what was typed and nothing to press."""
    return _page(request, found, status=409, changed=GONE, is_gone=True, verbs={}, **more)


@login_required
@require_POST
def monitoring_verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Report, take back, return, close, reopen."""
    found = _visible(request, pk)
    if f"monitoring_{name}" not in verbs.VERBS:
        raise Http404
    return _act(request, found, f"monitoring_{name}")


def _act(request: HttpRequest, found: Monitoring, name: str) -> HttpResponse:
    user, words = signed_in(request), tidied(request.POST).get("words", "")[:2000]
    try:
        with transaction.atomic():
            _must_be_as_seen(request, found, name)
            verbs.FUNCTIONS[name](found, by=user, words=words)
    except Gone:
        return _gone(request, found, words=words)
    except verbs.NotReady:
        return _page(request, found, status=422, is_unready=True)
    except verbs.NotNow as refusal:
        return _page(request, found, status=422, refused=refusal.reasons, words=words, acted=name)
    messages.success(request, f"{found}：已{verbs.VERBS[name].label}。")
    return redirect(found)


def _must_be_as_seen(request: HttpRequest, found: Monitoring, name: str) -> None:
    """A decision is about the figures that were on the page."""
    seen = request.POST.get("sha256", "")
    if not verbs.VERBS[name].may(signed_in(request), found.assessment):
        raise PermissionDenied
    if name in ("monitoring_return", "monitoring_close") and seen != found.sha256:
        raise verbs.NotNow("部门已经重新报送，您看到的不是最新内容；请看过本页后再操作。")

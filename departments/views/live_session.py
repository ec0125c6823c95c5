"""我的登录: where one is signed in, and ending it; and the same for somebody, by the 安全管理员."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from departments import browsers, live_sessions, set_up
from departments.models import LiveSession

from .person import account_kept_by, signed_in
from .second_factor import freshly_confirmed

PAGES = "departments/live_session/"


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Each with its device, address and times, this one first."""
    key = request.session.session_key
    rows = [_shown(row, is_this=row.session_key == key) for row in live_sessions.of(signed_in(request))]
    rows.sort(key=lambda row: not row["is_this"])
    return render(request, PAGES + "overview.html", {"rows": rows})


def _shown(row: LiveSession, *, is_this: bool) -> dict[str, object]:
    number = live_sessions.number(row.session_key)
    return {"row": row, "device": browsers.called(row.browser), "number": number, "is_this": is_this}


@freshly_confirmed
def end(request: HttpRequest, number: str) -> HttpResponse:
    """One of the others; asked before it is done."""
    user = signed_in(request)
    others = live_sessions.of(user).exclude(session_key=request.session.session_key)
    row = next((x for x in others if live_sessions.number(x.session_key) == number), None)
    if row is None:
        raise Http404
    if request.method == "GET":
        return render(request, PAGES + "end.html", _shown(row, is_this=False))
    live_sessions.end(row, by=user)
    messages.success(request, "已终止这处登录；那里再操作时须重新登录。")
    return redirect("sign_ins")


@freshly_confirmed
def end_others(request: HttpRequest) -> HttpResponse:
    """All but this one; asked before it is done."""
    user = signed_in(request)
    if request.method == "GET":
        others = live_sessions.of(user).exclude(session_key=request.session.session_key)
        return render(request, PAGES + "end_others.html", {"count": others.count()})
    count = live_sessions.end_others(request.session.session_key, by=user)
    messages.success(request, f"已终止其他{count}处登录。" if count else "没有其他登录。")
    return redirect("sign_ins")


@login_required
@require_POST
def end_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that somebody has open: one button on the page of the account."""
    user = signed_in(request)
    person = account_kept_by(user, pk, set_up.may_lock)
    count = live_sessions.end_all(person, by=user, reason="安全管理员终止")
    messages.success(request, f"已终止{person}的{count}处登录。" if count else f"{person}现在没有登录。")
    return redirect("admin:departments_user_change", person.pk)

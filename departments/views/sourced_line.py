"""财政数据 of one's own budget: where each figure comes from, what changed, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from departments import access
from departments.forms.keys import key_of
from departments.forms.tidy import tidied
from departments.models import Assessment
from departments.models.sourced_line import AMOUNTS
from departments.treasury import choosing
from departments.treasury.taking import label_of

from .own import must_edit, own, own_to_edit
from .panel import Panel
from .person import signed_in

LONGEST = 500


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sourced_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line that the treasury knows; of those that changed, which figures to have."""
    assessment = own(request, pk)
    if request.method != "POST":
        return _page(request, assessment)
    must_edit(request, assessment)
    data = tidied(request.POST)
    choices, seen = _chosen(data)
    reason = data.get("reason", "").strip()[:LONGEST]
    if not choices:
        return _page(request, assessment, "请先选择每行采用哪个数。")
    if choosing.KEEP in choices.values() and not reason:
        return _page(request, assessment, "保留填报数须填写理由。", choices)
    try:
        done = choosing.choose(assessment, choices, seen, reason, by=signed_in(request))
    except choosing.Changed:
        return _page(request, assessment, "数据刚刚又有变化，还没有写入；请核对下面最新的数后重新选择。")
    messages.success(request, f"已处理{len(done)}行。")
    return redirect("departments:sourced_lines", assessment.pk)


def _chosen(data: Mapping[str, Any]) -> tuple[dict[int, str], dict[int, str]]:
    """The choice of each line, and what the person saw there."""
    known = (choosing.TAKE, choosing.KEEP)
    named = [(key_of(x.removeprefix("choice-")), y) for x, y in data.items() if x.startswith("choice-")]
    choices = {key: str(y) for key, y in named if key is not None and y in known}
    return choices, {pk: str(data.get(f"seen-{pk}", "")) for pk in choices}


def _page(
    request: HttpRequest, assessment: Assessment, problem: str = "", choices: dict[int, str] | None = None
) -> HttpResponse:
    rows = list(choosing.of(assessment))
    for row in rows:
        row.seen = choosing.digest(row)  # type: ignore[attr-defined]
        row.choice = (choices or {}).get(row.pk, "")  # type: ignore[attr-defined]
        row.figures = [  # type: ignore[attr-defined]
            (label_of(x), getattr(row.line, x), getattr(row, x), row.offer(x)) for x in AMOUNTS
        ]
    context = {
        "assessment": assessment, "title": "财政数据", "section": "budget", "panel": Panel.of(assessment),
        "can_edit": access.can_edit(signed_in(request), assessment), "problem": problem,
        "waiting": [x for x in rows if x.offered or x.is_gone], "rows": rows,
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    template = "departments/budget_line/sourced_lines.html"
    return render(request, template, context, status=422 if problem else 200)


@login_required
@require_POST
def sourced_line_depart(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Write one's own figures in a line for a reason, or go back to the treasury's."""
    assessment = own_to_edit(request, pk)
    data = tidied(request.POST)
    reason = data.get("reason", "").strip()[:LONGEST]
    if not reason and not data.get("back"):
        return _page(request, assessment, "改用填报数须填写理由。")
    choosing.depart(assessment, line, "" if data.get("back") else reason, by=signed_in(request))
    said = "已恢复财政数据。" if data.get("back") else "这一行现在可以改，请在预算执行中填写。"
    messages.success(request, said)
    return redirect("departments:sourced_lines", assessment.pk)

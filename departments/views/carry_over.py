"""从上年带入: choose, see row by row what will change, confirm."""

from collections import Counter
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from departments import rectifying
from departments.carried import STATES
from departments.carry_over import Item, Outdated, Plan, Refused, carry_over, planned
from departments.forms.carry_over import CarryOverForm
from departments.models import Assessment

from .own import own_to_edit
from .person import signed_in
from .rectification import with_days

GROUPS = {
    "project": "项目",
    "budget_line": "预算明细",
    "goal": "绩效目标与指标",
    "indicator": "绩效目标与指标",
    "section": "文字说明",
}
"""Kind of a row → heading of the list."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = own_to_edit(request, pk)
    data = request.POST if request.method == "POST" else request.GET
    form = CarryOverForm(data if "targets" in data else None)
    if request.method == "POST" and form.is_valid():
        return _carry_over(request, assessment, form)
    return _shown(request, assessment, form)


def _carry_over(request: HttpRequest, assessment: Assessment, form: CarryOverForm) -> HttpResponse:
    try:
        done = carry_over(assessment, form.choice, form.cleaned_data["digest"], by=signed_in(request))
    except Outdated:
        return _shown(request, assessment, form, "内容刚刚有变化，还没有带入；请看过现在的清单再确认。")
    except Refused as refused:
        return _shown(request, assessment, form, f"没有带入：{'；'.join(refused.problems)}")
    messages.success(request, f"已从{done.year}年度带入{len(done.to_do)}处，请逐项核对年份和数字。")
    return redirect(assessment)


def _shown(
    request: HttpRequest, assessment: Assessment, form: CarryOverForm, refusal: str = ""
) -> HttpResponse:
    plan = planned(assessment, form.choice)
    context = {
        "assessment": assessment,
        "section": "carry_over",
        "form": form,
        "choice": form.choice,
        "plan": plan,
        "groups": _groups(plan) if plan else [],
        "counts": _counts(plan) if plan else [],
        "refusal": refusal,
        "rectifications": with_days(list(rectifying.open_before(assessment))),
    }
    return render(
        request, "departments/carry_over/carry_over_form.html", context, status=409 if refusal else 200
    )


def _groups(plan: Plan) -> list[tuple[str, list[Item]]]:
    return [(title, list(rows)) for title, rows in groupby(plan.items, key=lambda item: GROUPS[item.kind])]


def _counts(plan: Plan) -> list[tuple[str, int]]:
    often = Counter(item.state for item in plan.items)
    return [(words, often[state]) for state, words in STATES.items()]

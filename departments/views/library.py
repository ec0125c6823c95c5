"""指标库: search, and add to a goal with one click."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from departments import library, queries
from departments.earlier import plain_name
from departments.forms.tidy import tidied
from departments.models import Assessment, Goal

from .form_tabs import form_key
from .own import own_to_edit
from .person import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = own_to_edit(request, pk)
    if request.method == "POST":
        return _pick(request, assessment)
    goals = list(assessment.goals.select_related("project"))
    chosen = next((goal for goal in goals if str(goal.pk) == request.GET.get("goal")), None)
    context = _list(assessment, chosen or next(iter(goals), None), tidied(request.GET).dict())
    return render(request, "departments/library/library_list.html", context | {"goals": goals})


def _list(assessment: Assessment, goal: Goal | None, asked: dict[str, Any]) -> dict[str, Any]:
    facts = queries.facts_for(assessment)
    project = goal.project.name if goal and goal.project else None
    budget = facts.budget_of(project)
    there = {plain_name(x.name) for x in facts.indicators_of(project)}
    query, group = asked.get("q", "")[:100], asked.get("group", "")
    rows = library.search(query, group)
    return {
        "assessment": assessment,
        "section": "library",
        "goal": goal,
        "back": form_key(goal.project_id) if goal else "",
        "query": query,
        "group": group,
        "library_groups": library.GROUPS,
        "rows": [(row, row.present(budget), plain_name(row.name) in there) for row in rows],
    }


def _pick(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    data = tidied(request.POST)
    goals = {str(goal.pk): goal for goal in assessment.goals.select_related("project")}
    goal = goals.get(data.get("goal", ""))
    row = next((x for x in library.library() if x.key == data.get("indicator")), None)
    if goal is None or row is None:
        raise Http404
    added = library.pick(assessment, goal, row, by=signed_in(request))
    if request.htmx:  # type: ignore[attr-defined]
        context = {"row": row, "is_there": True, "added": added, "goal": goal}
        return render(request, "departments/library/picked.html", context)
    messages.success(request, f"已把“{added}”加入目标“{goal}”。")
    asked = {name: str(data[name]) for name in ("q", "group") if data.get(name)} | {"goal": str(goal.pk)}
    return redirect(f"{reverse('departments:library', args=[assessment.pk])}?{urlencode(asked)}")

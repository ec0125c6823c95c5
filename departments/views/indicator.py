"""绩效目标与指标: the goals of one form or of all, each above its indicators."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from departments import earlier
from departments.forms.indicator import LEVELS1, LEVELS2

from . import form_tabs
from . import rows as entry_rows
from .cards import GoalScore
from .entry import EntryView
from .kinds import GOALS, INDICATORS
from .panel import Panel, in_words
from .rows import Row


@dataclass
class GoalGroup:
    """A goal's row and the rows of its indicators."""

    goal: Row
    indicators: list[Row] = field(default_factory=list)


class IndicatorEntry(EntryView):
    section = "indicators"
    kinds = (GOALS, INDICATORS)
    template_name = "departments/indicator/indicator_form.html"
    answer_name = "departments/indicator/indicator_answer.html"

    form_key: str = form_tabs.ALL

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        self.form_key = form_tabs.chosen(request, self.scope)
        if request.method != "POST":
            self.scope = form_tabs.narrowed(self.scope, self.form_key)

    def added_rows(self, request: HttpRequest) -> list[Row]:
        added = super().added_rows(request)
        goal = request.GET.get("add", "").partition(":")[2]
        for row in added:
            if row.kind == "indicator":
                row.form.initial["goal"] = self.scope.goals.get(goal)
        return added

    def addition(self, request: HttpRequest) -> str:
        """The next page shows the same form, or that of the goal just added."""
        added = super().addition(request)
        if "of" not in request.POST:
            return added
        shown = self.form_key
        if request.POST.get("goal-n1-title") and shown != form_tabs.ALL:
            shown = form_tabs.form_key(request.POST.get("goal-n1-project"))
        return f"{added}{'&' if added else '?'}of={shown}"

    def results(self, panel: Panel) -> dict[str, Any]:
        lines = {line.key: line for card in panel.scorecards for line in card.lines}
        goals = {goal.key: GoalScore.of(goal, lines) for goal in panel.facts.goals}
        return goals | lines

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        tabs = form_tabs.tabs_of(panel, self.scope.projects, self.form_key)
        current = next((tab for tab in tabs if tab.is_current and tab.key != form_tabs.ALL), None)
        context = self._answered(rows, panel) | {"tabs": tabs, "form_key": self.form_key}
        if current:
            context |= {"found": current.found, "found_counts": in_words(current.found), "current": current}
        return context if self.request.htmx else context | self._shown(rows, panel)  # type: ignore[attr-defined]

    def _answered(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        """The sums of the goals in which something was saved."""
        moved = {str(goal.pk) for x in rows if (goal := x.form.initial.get("goal")) and x.kind == "indicator"}
        touched = {x.key for x in rows if x.kind == "goal"} | {f"goal:{pk}" for pk in moved}
        touched |= {f"goal:{x.form.instance.goal_id}" for x in rows if x.kind == "indicator"}
        scores = self.results(panel)
        sums = [(f"goal-{pk}", scores[f"goal:{pk}"]) for pk in self.scope.goals if f"goal:{pk}" in touched]
        return {"goal_scores": sums}

    def _shown(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        goals = {str(x.form.instance.pk): GoalGroup(x) for x in rows if x.kind == "goal" and x.is_saved}
        first = next(iter(goals.values()), None)
        for row in rows:
            group = goals.get(str(row.form["goal"].value()), first) if row.kind == "indicator" else None
            if group:
                group.indicators.append(row)
        return {
            "groups": list(goals.values()),
            "new_goal": self._new_goal(rows),
            "levels1": LEVELS1,
            "levels2": LEVELS2,
            "histories": earlier.histories(panel.facts, earlier.filed_before(self.assessment)),
        }

    def _new_goal(self, rows: Sequence[Row]) -> Row:
        """The one that could not be saved, or a blank one of the form that is shown."""
        failed = next((x for x in rows if x.kind == "goal" and not x.is_saved), None)
        row = failed or entry_rows.blank(GOALS, self.scope, "n1")
        if not row.form.is_bound:
            project = self.scope.projects.get(self.form_key.partition("-")[2])
            row.form.initial["project"] = project
        return row

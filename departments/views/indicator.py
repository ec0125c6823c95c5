"""绩效目标与指标: the goals, each above its indicators."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from departments.forms.indicator import LEVELS1, LEVELS2

from . import rows as entry_rows
from .cards import GoalScore
from .entry import EntryView
from .kinds import GOALS, INDICATORS
from .panel import Panel
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

    def added_rows(self, request: HttpRequest) -> list[Row]:
        added = super().added_rows(request)
        goal = request.GET.get("add", "").partition(":")[2]
        for row in added:
            if row.kind == "indicator":
                row.form.initial["goal"] = self.scope.goals.get(goal)
        return added

    def results(self, panel: Panel) -> dict[str, Any]:
        lines = {line.key: line for card in panel.scorecards for line in card.lines}
        goals = {goal.key: GoalScore.of(goal, lines) for goal in panel.facts.goals}
        return goals | lines

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        goals = {str(x.form.instance.pk): GoalGroup(x) for x in rows if x.kind == "goal" and x.is_saved}
        first = next(iter(goals.values()), None)
        for row in rows:
            group = goals.get(str(row.form["goal"].value()), first) if row.kind == "indicator" else None
            if group:
                group.indicators.append(row)
        new_goals = [x for x in rows if x.kind == "goal" and not x.is_saved]
        scores = self.results(panel)
        return {
            "groups": list(goals.values()),
            "new_goal": new_goals[0] if new_goals else entry_rows.blank(GOALS, self.scope, "n1"),
            "goal_scores": [(f"goal-{pk}", scores[f"goal:{pk}"]) for pk in self.scope.goals],
            "levels1": LEVELS1,
            "levels2": LEVELS2,
        }

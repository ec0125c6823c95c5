"""项目支出: projects, with the money of their budget lines."""

from collections.abc import Sequence
from typing import Any

from departments import earlier

from .budget_line import BudgetTotal
from .entry import EntryView
from .kinds import PROJECTS
from .panel import Panel
from .rows import Row


class ProjectEntry(EntryView):
    section = "projects"
    kinds = (PROJECTS,)
    template_name = "departments/project/project_form.html"
    answer_name = "departments/project/project_answer.html"

    def results(self, panel: Panel) -> dict[str, Any]:
        facts = panel.facts
        return {x.key: BudgetTotal(x.name, facts.budget_of(x.name)) for x in facts.projects}

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        context: dict[str, Any] = {"total": BudgetTotal("合计", panel.facts.budget_of(None).only("project"))}
        if not self.request.htmx:  # type: ignore[attr-defined]
            context["histories"] = earlier.histories(panel.facts, earlier.filed_before(self.assessment))
        return context

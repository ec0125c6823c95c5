from typing import Any

from departments.models import Goal

from .entry import EntryForm, Scope, growing
from .rows import RowField


class GoalForm(EntryForm[Goal]):
    """年度绩效目标 of the department or of one project."""

    project = RowField(label="所属", required=False, blank_label="部门整体")

    placing = ("project",)

    class Meta:
        model = Goal
        fields = ("title", "project", "weight", "expected", "actual")
        widgets: dict[str, Any] = {"title": growing(), "expected": growing(), "actual": growing()}

    def offer(self, scope: Scope) -> None:
        self.fields["project"].offer(scope.projects)  # type: ignore[attr-defined]
        self.initial["project"] = scope.projects.get(str(self.instance.project_id))

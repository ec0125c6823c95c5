from typing import Any

from departments.models import Goal

from .entry import EntryForm, Scope, growing
from .rows import RowField


class GoalForm(EntryForm[Goal]):
    """年度绩效目标 of the department or of one project."""

    project = RowField(
        label="所属", required=False, blank_label="部门整体", help_text="部门的目标留空；项目的目标选择项目。"
    )

    placing = ("project",)

    class Meta:
        model = Goal
        fields = ("title", "project", "weight", "expected", "actual")
        help_texts: dict[str, Any] = {
            "title": "写明要达到什么；同一张表中不重复。",
            "weight": "0至100；应等于其下各指标分值之和，可空。",
            "expected": "年初批复的目标内容。",
            "actual": "年末实际完成的情况。",
        }
        widgets: dict[str, Any] = {"title": growing(), "expected": growing(), "actual": growing()}

    def offer(self, scope: Scope) -> None:
        self.fields["project"].offer(scope.projects)  # type: ignore[attr-defined]
        self.initial["project"] = scope.projects.get(str(self.instance.project_id))

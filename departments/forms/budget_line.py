from typing import Any

from django import forms

from departments.models import BudgetLine

from .entry import EntryForm, Scope
from .rows import RowField


class BudgetLineForm(EntryForm[BudgetLine]):
    """预算明细, in yuan."""

    project = RowField(label="项目", required=False, blank_label="——")

    placing = ("category", "source", "project")

    class Meta:
        model = BudgetLine
        fields = ("category", "project", "source", "initial", "adjustment", "spent")

    def offer(self, scope: Scope) -> None:
        self.fields["project"].offer(scope.projects)  # type: ignore[attr-defined]
        self.initial["project"] = scope.projects.get(str(self.instance.project_id))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("project") and data.get("category") != "project":
            raise forms.ValidationError({"project": "只有“项目支出”可以选择项目。"})
        return data

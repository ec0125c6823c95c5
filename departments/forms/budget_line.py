from typing import Any

from django import forms

from departments.models import BudgetLine, Project
from departments.scoring.facts import CATEGORIES

from .entry import EntryForm, Scope
from .rows import RowField

MONEY = "以元为单位，可写1,234.56；空白表示还没填，没有金额的填0。"
UNCHOSEN = [("", "请选择"), *CATEGORIES.items()]


class BudgetLineForm(EntryForm[BudgetLine]):
    """预算明细, in yuan."""

    project = RowField(
        label="项目",
        required=False,
        blank_label="——",
        makes=lambda name: Project(name=name),
        help_text="支出类别为“项目支出”时选择；项目在“项目支出”里添加，从Excel粘贴的新项目名称自动添加。",
    )

    placing = ("category", "source", "project")

    class Meta:
        model = BudgetLine
        fields = ("category", "project", "source", "initial", "adjustment", "spent")
        help_texts: dict[str, Any] = {
            "category": "人员经费和公用经费合为基本支出；项目支出须逐行落到项目。",
            "source": "当年财政拨款、上年结转和其他资金分行填写。",
            "initial": f"年初批复的预算数。{MONEY}",
            "adjustment": f"年中追加为正，调减为负。{MONEY}",
            "spent": f"全年实际支出数。{MONEY}",
        }

    def offer(self, scope: Scope) -> None:
        self.fields["category"].choices = UNCHOSEN  # type: ignore[attr-defined]
        self.fields["project"].offer(scope.projects)  # type: ignore[attr-defined]
        self.fields["project"].made = scope.made  # type: ignore[attr-defined]
        self.initial["project"] = scope.projects.get(str(self.instance.project_id))
        for name in self.read_only:
            self.fields[name].disabled = True

    @property
    def read_only(self) -> tuple[str, ...]:
        """What the treasury said stands as it is; so does the place by which it is found again."""
        sourced = getattr(self.instance, "sourced", None) if self.instance.pk else None
        return (*self.placing, *sourced.locked) if sourced else ()

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_deletion and self.read_only:
            self.add_error(None, "财政部门导入的行不能删除；有误的请在“财政数据”中说明理由后改用填报数。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("project") and data.get("category") != "project":
            raise forms.ValidationError({"project": "只有“项目支出”可以选择项目。"})
        return data

from typing import Any

from django import forms

from departments.models import Project, SourcedLine

from .entry import EntryForm, growing

_SOURCED = "项目有财政部门导入的预算明细，"
_ADVICE = "金额有误的请在“财政数据”中说明理由后改用填报数，名称有误的请与财政部门联系。"


class ProjectForm(EntryForm[Project]):
    """项目. Its money stands in its budget lines."""

    class Meta:
        model = Project
        fields = ("name", "office", "purpose", "reason")
        help_texts: dict[str, Any] = {
            "name": "与预算批复一致，不能重复；项目的金额填在“预算执行”中。",
            "office": "实施项目的科室或二级单位。",
            "purpose": "钱主要用在哪里。",
            "reason": "执行率低的项目写明原因和责任环节。",
        }
        widgets: dict[str, Any] = {
            "name": growing(), "office": growing(), "purpose": growing(), "reason": growing(),
        }  # fmt: skip

    def clean_name(self) -> str:
        """Names are how budget lines, goals and documents tell projects apart."""
        name: str = self.cleaned_data["name"]
        others = (row for row in self.scope.projects.values() if row.pk != self.instance.pk)
        if any(row.name == name for row in others):
            raise forms.ValidationError("已有同名项目，请用不同的名称。")
        if "name" in self.changed_data and self._is_sourced():
            raise forms.ValidationError(f"{_SOURCED}不能改名，应为“{self.initial['name']}”；{_ADVICE}")
        return name

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_deletion and self._is_sourced():
            self.add_error(None, f"{_SOURCED}不能删除；{_ADVICE}")

    def _is_sourced(self) -> bool:
        """The next table finds its lines by the project: without it they would be written twice."""
        pk = self.instance.pk
        return pk is not None and SourcedLine.objects.filter(line__project=pk).exists()

from typing import Any

from django import forms

from departments.models import Project

from .entry import EntryForm, growing


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
        return name

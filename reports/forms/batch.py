from typing import Any

from django import forms

from departments.models import Assessment

from ..documents import DOCUMENTS

Status = Assessment.Status
STATES = [(x.value, x.label) for x in (Status.APPROVED, Status.PUBLISHED, Status.SUBMITTED)]


class DocumentsForm(forms.Form):
    """批量文件: of which states, in which formats."""

    states = forms.MultipleChoiceField(
        label="哪些状态",
        choices=STATES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一种状态。", "invalid_choice": "没有“%(value)s”这种状态。"},
    )
    formats = forms.MultipleChoiceField(
        label="哪些格式",
        choices=[(key, x.label) for key, x in DOCUMENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一种格式。", "invalid_choice": "没有“%(value)s”这种格式。"},
    )
    summary = forms.BooleanField(label="附汇总表（Excel）和汇总报告（PDF）", required=False)
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "states": [Status.APPROVED, Status.PUBLISHED], "formats": ["pdf"], "summary": True
        }  # fmt: skip
        super().__init__(*args, **kwargs)


class DossiersForm(forms.Form):
    """审计档案: everything of a department goes in, so there is nothing to choose."""

    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)


class MonitoringForm(forms.Form):
    """批量监控表: in which formats."""

    formats = forms.MultipleChoiceField(
        label="各部门的监控表",
        choices=[(key, x.label) for key, x in DOCUMENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "没有“%(value)s”这种格式。"},
    )
    summary = forms.BooleanField(label="附汇总表（Excel）", required=False)
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"formats": ["pdf"], "summary": True}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("formats") or data.get("summary")):
            self.add_error("formats", "请至少勾选一种格式或汇总表。")
        return data

"""What the audit record is narrowed by."""

from collections.abc import Mapping
from typing import Any

from django import forms

from departments.models import AuditEvent, Cause, ChangedField


class AuditFilterForm(forms.Form):
    """Everything may stay blank."""

    person = forms.CharField(label="人员", max_length=50, required=False)
    department = forms.CharField(label="部门", max_length=100, required=False)
    verb = forms.ChoiceField(label="操作", required=False)
    target = forms.CharField(label="对象", max_length=100, required=False)
    field = forms.ModelChoiceField(
        ChangedField.objects.all(), label="字段", required=False, empty_label="全部", to_field_name="name"
    )
    result = forms.ChoiceField(
        label="结果", choices=[("", "全部"), *AuditEvent.Result.choices], required=False
    )
    cause = forms.ChoiceField(label="更正原因", choices=[("", "全部"), *Cause.choices], required=False)
    since = forms.DateField(label="自", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, *args: Any, verbs: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", "全部"), *verbs.items()]  # type: ignore[attr-defined]
        hints = {"person": "姓名或用户名", "department": "名称或编码", "target": "如部门、文件名"}
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = (
                "form-select form-select-sm" if is_choice else "form-control form-control-sm"
            )
            if name in hints:
                field.widget.attrs["placeholder"] = hints[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "截止日期早于开始日期。")
        return cleaned

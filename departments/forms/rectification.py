"""整改: the item as it is issued, and the words of a step."""

from typing import Any

from django import forms


def _required(what: str) -> dict[str, str]:
    return {"required": f"请填写{what}。", "max_length": f"{what}不能超过2000字。"}


class RectificationForm(forms.Form):
    """What is wrong, where, what is asked, until when."""

    key = forms.ChoiceField(
        label="对应", required=False, help_text="可指到一条指标、一个项目或一段文字；不指即为整体。"
    )
    problem = forms.CharField(
        label="问题", max_length=2000, widget=forms.Textarea({"rows": 3}), error_messages=_required("问题")
    )
    requirement = forms.CharField(
        label="整改要求",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages=_required("整改要求"),
    )
    due = forms.DateField(
        label="整改期限",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写整改期限。", "invalid": "整改期限应为日期，如2026-06-30。"},
    )

    def __init__(self, *args: Any, places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["key"]
        field.choices = list(places.items())
        field.error_messages["invalid_choice"] = "送审稿里没有这一行，请重新选择。"


class StepForm(forms.Form):
    """What is said with a step; whether anything has to be, the table says."""

    text = forms.CharField(required=False, max_length=2000, error_messages=_required("内容"))
    once = forms.CharField(required=False, max_length=32)

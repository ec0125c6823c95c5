from collections.abc import Iterable
from typing import Any

from django import forms


class TakeBackForm(forms.Form):
    """收回."""

    take_back_reason = forms.CharField(
        label="收回的理由", max_length=400, error_messages={"required": "请填写收回的理由。"}
    )


class AssignmentForm(forms.Form):
    """To whom, until when, why; whether others lose it."""

    to = forms.ChoiceField(
        label="分派给",
        error_messages={
            "required": "请选择审核人或第三方机构。",
            "invalid_choice": "没有这个审核人或机构，请重新选择。",
        },
    )
    ends = forms.DateField(
        label="截止日期",
        error_messages={"required": "请填写截止日期。", "invalid": "截止日期应写成2025-12-31。"},
    )
    reason = forms.CharField(label="理由", max_length=400, error_messages={"required": "请填写分派的理由。"})
    replaces = forms.BooleanField(label="改派", required=False)

    def __init__(self, *args: Any, assignees: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(assignees)  # type: ignore[attr-defined]

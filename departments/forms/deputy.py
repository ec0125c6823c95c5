from collections.abc import Iterable
from typing import Any

from django import forms

_DAY = {"invalid": "日期应写成2025-12-31。"}


class DeputyForm(forms.Form):
    """Which role to whom, from and through which day, why; `deputizing` says what else is wrong."""

    role = forms.ChoiceField(
        label="交出的角色",
        error_messages={"required": "请选择角色。", "invalid_choice": "没有这个角色，请刷新页面。"},
    )
    deputy = forms.ChoiceField(
        label="代理人",
        error_messages={"required": "请选择代理人。", "invalid_choice": "不能交给此人，请重新选择。"},
    )
    begins = forms.DateField(label="开始日期", error_messages=_DAY | {"required": "请填写开始日期。"})
    ends = forms.DateField(label="截止日期", error_messages=_DAY | {"required": "请填写截止日期。"})
    reason = forms.CharField(label="理由", max_length=300, error_messages={"required": "请填写理由。"})

    def __init__(self, *args: Any, roles: Iterable[Any], people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(x.pk, str(x)) for x in roles]  # type: ignore[attr-defined]
        self.fields["deputy"].choices = [(x.pk, str(x)) for x in people]  # type: ignore[attr-defined]

"""延期申请 and its answer."""

from django import forms


class ExtensionRequestForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(
        label="申请延期至",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写申请延期到哪一天。", "invalid": "应为日期，如2026-06-30。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请填写理由。", "max_length": "理由不能超过500字。"},
    )


class AnswerForm(forms.Form):
    """批准 or not; what is said with it."""

    granted = forms.TypedChoiceField(choices=[("1", "批准"), ("0", "不批准")], coerce=lambda x: x == "1")
    text = forms.CharField(
        required=False, max_length=500, error_messages={"max_length": "答复不能超过500字。"}
    )
    once = forms.CharField(required=False, max_length=32)

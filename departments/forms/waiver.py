from django import forms


class WaiverForm(forms.Form):
    """豁免 of one rule: which, why, until when. The rule is judged by `waiving.grant`, which says why not."""

    check = forms.CharField(label="规则", max_length=60, error_messages={"required": "请选择规则。"})
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写豁免的理由。"},
    )
    expires = forms.DateField(
        label="到期日",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写到期日。", "invalid": "到期日应写成2025-12-31。"},
    )


class RevokeForm(forms.Form):
    """撤销 of a waiver."""

    reason = forms.CharField(
        label="撤销理由", max_length=500, error_messages={"required": "请填写撤销的理由。"}
    )

"""What a person types or touches besides the password."""

from typing import Any

from django import forms

from departments.models.password_used import LONGEST

LONGEST_CODE, LONGEST_ANSWER, LONGEST_NAME = 40, 20_000, 30
EITHER = "请输入验证码，或使用安全密钥。"


def _box(**attributes: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"} | attributes)


class CodeForm(forms.Form):
    """A code of the app or a recovery code; or the answer of a key, which the page's script fills in."""

    code = forms.CharField(
        label="验证码或恢复码",
        required=False,
        max_length=LONGEST_CODE,
        widget=_box(autocomplete="one-time-code", autofocus=True, spellcheck="false"),
    )
    answer = forms.CharField(required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("code") or given.get("answer") or self.errors):
            raise forms.ValidationError(EITHER)
        return given


class PasswordForm(forms.Form):
    """The own password once more."""

    field_order = ("password",)
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password", "autofocus": True}
        ),
    )


class BothForm(CodeForm, PasswordForm):
    """The password and the second factor: as much as signing in asks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"].widget.attrs["autofocus"]


class AppForm(forms.Form):
    """What the app shows, to prove that it has the secret."""

    code = forms.CharField(
        label="应用中显示的6位数字",
        max_length=LONGEST_CODE,
        widget=_box(autocomplete="one-time-code", inputmode="numeric"),
    )


class KeyForm(forms.Form):
    """A new key: what it is called, and its answer."""

    name = forms.CharField(
        label="名称",
        max_length=LONGEST_NAME,
        initial="安全密钥",
        help_text="便于以后分辨，例如“办公室蓝色U盘”。",
        widget=_box(),
    )
    answer = forms.CharField(required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput)


class ResetForm(forms.Form):
    """Why somebody's second factor is taken away."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control", "maxlength": 500}),
        error_messages={"required": "请填写重置的理由，例如“手机遗失，本人已到场核实”。"},
    )

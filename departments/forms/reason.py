"""What comes with a verb of the workflow."""

from collections.abc import Collection
from typing import Any

from django import forms


class VerbForm(forms.Form):
    """What comes with a verb: the reason, what the person was looking at, and the button's key.

    `sha256` names the submission, `seen` the last event of a draft, `once` the button.
    """

    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control", "maxlength": 2000}),
    )
    cause = forms.CharField(required=False, max_length=20)
    sha256 = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)


class BulkForm(forms.Form):
    """One verb for several submissions; asked first, carried out once confirmed."""

    verb = forms.CharField(max_length=30, error_messages={"required": "请选择要执行的操作。"})
    reason = forms.CharField(required=False, max_length=2000)
    once = forms.CharField(required=False, max_length=32)
    seen = forms.IntegerField(required=False, min_value=0)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, verbs: Collection[str], **kwargs: Any) -> None:
        self.verbs = verbs
        super().__init__(*args, **kwargs)

    def clean_verb(self) -> str:
        """One of those that are offered."""
        verb: str = self.cleaned_data["verb"]
        if verb not in self.verbs:
            raise forms.ValidationError("没有这种批量操作。")
        return verb


class ReopenForm(forms.Form):
    """The reason of a request, or of not granting it."""

    text = forms.CharField(required=False, max_length=950)
    cause = forms.CharField(required=False, max_length=20)

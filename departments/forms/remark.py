"""审核意见 and the answer to it."""

from typing import Any

from django import forms


class RemarkForm(forms.Form):
    """A remark and where it belongs: a cell of a row, a row by its key, or blank for the whole submission.

    A list of places names a cell as “key#field”.
    """

    key = forms.CharField(required=False, max_length=101)
    field = forms.CharField(required=False, max_length=40)
    once = forms.CharField(required=False, max_length=32)
    text = forms.CharField(
        label="意见",
        max_length=2000,
        error_messages={"required": "请写明意见。", "max_length": "意见不能超过2000字。"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        key, _, field = str(cleaned.get("key", "")).partition("#")
        return cleaned | {"key": key[:60], "field": field or cleaned.get("field", "")}


class AnswerForm(forms.Form):
    """答复."""

    text = forms.CharField(
        label="答复",
        max_length=2000,
        error_messages={"required": "请填写答复。", "max_length": "答复不能超过2000字。"},
    )


class QuestionForm(forms.Form):
    """再问."""

    text = forms.CharField(
        label="再问",
        max_length=2000,
        error_messages={"required": "请写明再问什么。", "max_length": "再问不能超过2000字。"},
    )

"""审核意见 and the answer to it."""

from django import forms


class RemarkForm(forms.Form):
    """A remark and where it belongs: the key of a row, or blank for the whole submission."""

    key = forms.CharField(required=False, max_length=60)
    text = forms.CharField(
        label="意见",
        max_length=2000,
        error_messages={"required": "请写明意见。", "max_length": "意见不能超过2000字。"},
    )


class AnswerForm(forms.Form):
    """答复."""

    text = forms.CharField(
        label="答复",
        max_length=2000,
        error_messages={"required": "请填写答复。", "max_length": "答复不能超过2000字。"},
    )

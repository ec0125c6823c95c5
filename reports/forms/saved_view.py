from django import forms


class SavedViewForm(forms.Form):
    """我的视图: its name, and whether the page opens with it."""

    name = forms.CharField(
        label="名称", max_length=30,
        widget=forms.TextInput(attrs={"class": "form-control", "autofocus": True}),
        error_messages={"required": "请填写名称。", "max_length": "名称最多30字，现在%(show_value)d字。"},
    )  # fmt: skip
    is_default = forms.BooleanField(
        label="打开页面时默认使用", required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip

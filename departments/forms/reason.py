from django import forms


class VerbForm(forms.Form):
    """What comes with a verb: the reason, and the submission the person was looking at."""

    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control", "maxlength": 2000}),
    )
    sha256 = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

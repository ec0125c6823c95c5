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
    sha256 = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

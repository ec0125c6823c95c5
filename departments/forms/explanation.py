from django import forms


class ExplanationForm(forms.Form):
    """对提示的说明, and which finding it explains."""

    finding = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(label="说明", required=False, max_length=2000)

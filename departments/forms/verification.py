from django import forms

LARGEST = 100 * 1024 * 1024
"""Bytes; an official document has a few hundred thousand."""


class VerificationForm(forms.Form):
    """A file, or the SHA-256 that is printed on a receipt."""

    file = forms.FileField(label="文件（PDF、Word或Excel）", required=False)
    sha256 = forms.RegexField(
        r"^\s*[0-9a-fA-F]{64}\s*$",
        label="SHA-256",
        max_length=200,
        required=False,
        error_messages={"invalid": "SHA-256是64位的0–9、a–f，请照回执或文件上的抄写。"},
    )

    def clean(self) -> None:
        """One of the two."""
        super().clean()
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST:
            self.add_error("file", "文件过大，不是本系统出具的文件。")
        elif not file and not self.cleaned_data.get("sha256") and not self.errors:
            raise forms.ValidationError("请选择文件，或填写SHA-256。")

from collections.abc import Mapping
from typing import Any

from django import forms

from ..reading import limits


class FileForm(forms.Form):
    """One file, no larger than it may be."""

    largest: int
    attrs: Mapping[str, str]
    """Of the field in the browser."""
    too_large: str
    """What to do with a larger one."""
    file = forms.FileField(
        label="文件",
        max_length=200,
        error_messages={
            "required": "请选择一个文件。",
            "empty": "文件是空的。",
            "max_length": "文件名过长。",
        },
        widget=forms.FileInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs |= self.attrs

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > self.largest:
            raise forms.ValidationError(f"文件超过{self.largest // limits.MIB}MB，{self.too_large}")
        return file


class UploadForm(FileForm):
    """A file to import; what it is shows its content, not its name."""

    largest, too_large = limits.FILE_BYTES, "请删去图片和无关内容后再上传。"
    attrs = {"accept": ".xlsx,.xls,.ods,.docx,.csv,.txt", "aria-describedby": "file-help"}

from django import forms

from ..reading import limits


class UploadForm(forms.Form):
    """One file to import; what it is shows its content, not its name."""

    file = forms.FileField(
        label="文件",
        max_length=200,
        error_messages={
            "required": "请选择一个文件。",
            "empty": "文件是空的。",
            "max_length": "文件名过长。",
        },
        widget=forms.FileInput(
            attrs={
                "class": "form-control",
                "accept": ".xlsx,.xls,.ods,.docx,.csv,.txt",
                "aria-describedby": "file-help",
            }
        ),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > limits.FILE_BYTES:
            raise forms.ValidationError(
                f"文件超过{limits.FILE_BYTES // limits.MIB}MB，请删去图片和无关内容后再上传。"
            )
        return file

from typing import Any

from departments.models import Section

from .entry import EntryForm, growing


class SectionForm(EntryForm[Section]):
    """文字说明: one text of the outline."""

    DELETE = None  # type: ignore[assignment]  # a text is emptied, never deleted

    class Meta:
        model = Section
        fields = ("text",)
        help_texts: dict[str, Any] = {
            "text": "可用{部门整体执行率}这样的名称引用数据，数据变化时文字随之更新；最多20000字。"
        }
        widgets: dict[str, Any] = {"text": growing(4, maxlength=20000)}

    @property
    def is_deletion(self) -> bool:
        return False

    def clean_text(self) -> str:
        """Browsers send line ends as CRLF; documents count paragraphs by LF."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").strip()

from typing import Any

from departments.models import Section

from .entry import EntryForm, growing


class SectionForm(EntryForm[Section]):
    """文字说明: one text of the outline."""

    DELETE = None  # type: ignore[assignment]  # a text is emptied, never deleted

    class Meta:
        model = Section
        fields = ("text",)
        widgets: dict[str, Any] = {"text": growing(4, maxlength=20000)}

    @property
    def is_deletion(self) -> bool:
        return False

    def clean_text(self) -> str:
        """Browsers send line ends as CRLF; documents count paragraphs by LF."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").strip()

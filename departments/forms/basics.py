from typing import Any

from django import forms

from departments.models import Assessment

from .entry import EntryForm, growing


class BasicsForm(EntryForm[Assessment]):
    """基本信息: who filled it in, when, and what the reader should know."""

    DELETE = None  # type: ignore[assignment]

    class Meta:
        model = Assessment
        fields = ("contact", "phone", "filled_on", "note")
        help_texts: dict[str, Any] = {"filled_on": "写成2025-03-31。", "note": "随数据一起显示的说明，可空。"}
        widgets: dict[str, Any] = {
            "filled_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "note": growing(3, maxlength=2000),
        }

    @property
    def is_deletion(self) -> bool:
        return False

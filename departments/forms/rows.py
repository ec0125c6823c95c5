"""A field that chooses one of the rows of the same self-assessment."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model


class RowField(forms.ChoiceField):
    """Offers the rows it is given; anything else is refused."""

    default_error_messages = {"foreign": "只能选择本单位本年度已填的内容。"}

    def __init__(self, *, blank_label: str, **kwargs: Any) -> None:
        self.rows: Mapping[str, Model] = {}
        self.blank_label = blank_label
        super().__init__(**kwargs)

    def offer(self, rows: Mapping[str, Model]) -> None:
        """The rows by primary key, as text."""
        self.rows = rows
        self.choices = [("", self.blank_label), *((key, str(row)) for key, row in rows.items())]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Model) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if str(value) not in self.rows:
            raise forms.ValidationError(self.error_messages["foreign"], code="foreign")
        return self.rows[str(value)]

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")

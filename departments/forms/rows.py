"""A field that chooses one of the rows of the same self-assessment."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import Model

from perfeval import suspicion

NEW = "new:"
"""Before the name of a row that is not there yet."""
LONGEST = 200
"""Characters of such a name."""


class RowField(forms.ChoiceField):
    """Offers the rows it is given and refuses anything else; where it `makes` rows, a new name is one."""

    default_error_messages = {
        "foreign": "只能选择本单位本年度已填的内容。",
        "name": f"名称应为1至{LONGEST}字。",
    }

    def __init__(
        self, *, blank_label: str, makes: Callable[[str], Model] | None = None, **kwargs: Any
    ) -> None:
        self.rows: Mapping[str, Model] = {}
        self.made: dict[str, Model] = {}
        self.blank_label, self.makes = blank_label, makes
        super().__init__(**kwargs)
        if makes:
            self.widget.attrs["data-new"] = NEW

    def offer(self, rows: Mapping[str, Model]) -> None:
        """The rows by primary key, as text."""
        self.rows = rows
        self.choices = [("", self.blank_label), *((key, str(row)) for key, row in rows.items())]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Model) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        value = self._key(value)
        if self.makes and value.startswith(NEW):
            return self._new(value.removeprefix(NEW).strip(), self.makes)
        if value not in self.rows:
            suspicion.arise()
            raise forms.ValidationError(self.error_messages["foreign"], code="foreign")
        return self.rows[value]

    def _key(self, value: Any) -> str:
        """A new name that is there by now is that row: the page learns of it when it is read again."""
        name = str(value).removeprefix(NEW).strip()
        named = (key for key, row in self.rows.items() if str(row) == name)
        return next(named, str(value)) if self.makes and str(value).startswith(NEW) else str(value)

    def _new(self, name: str, make: Callable[[str], Model]) -> Model:
        """One row for one name, however many forms of the request name it."""
        if not 0 < len(name) <= LONGEST:
            raise forms.ValidationError(self.error_messages["name"], code="name")
        return self.made.setdefault(name, make(name))

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != (self._key(data) if data else "")

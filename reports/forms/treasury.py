"""A table of the treasury: the file, and which column is what."""

from typing import Any

from django import forms

from ..treasury import columns as known
from ..treasury.table import CSV_BYTES, Table
from .upload import FileForm

_SELECT = {"class": "form-select form-select-sm"}


class TreasuryForm(FileForm):
    """One file with the figures of all departments."""

    largest, too_large = CSV_BYTES, "请分批导入。"
    attrs = {"accept": ".xlsx,.xls,.ods,.csv"}


class ColumnsForm(forms.Form):
    """A field of ours for each column, and the unit of the amounts."""

    unit = forms.ChoiceField(
        label="金额单位",
        choices=[("", "请选择"), *((x, x) for x in known.UNITS)],
        error_messages={"required": "请选择金额单位。"},
        widget=forms.Select(attrs=_SELECT),
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不导入"), *known.FIELDS.items()]
        for at, text in table.headings.items():
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=text, choices=choices, required=False, widget=forms.Select(attrs=_SELECT)
            )

    @property
    def columns(self) -> dict[int, str]:
        """Column → field, "" where it is left out."""
        chosen = self.cleaned_data.items()
        return {int(x.removeprefix("column-")): str(y) for x, y in chosen if x.startswith("column-")}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        names = [x for x in self.columns.values() if x]
        for name in sorted({x for x in names if names.count(x) > 1}):
            self.add_error(None, f"“{known.FIELDS[name]}”只能对应一列。")
        for text in known.missing(dict.fromkeys(names, 0)):
            self.add_error(None, f"请指出哪一列是{text}。")
        return data

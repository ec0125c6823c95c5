"""Which sheet and rows, and which column is what."""

from typing import Any

from django import forms

from ..foreign.mapping import UNITS, Columns
from ..foreign.targets import TARGETS
from ..reading import limits
from ..reading.book import Book

_SELECT = {"class": "form-select form-select-sm"}
_NUMBER = {"class": "form-control form-control-sm", "min": 1}


class TableForm(forms.Form):
    """What is read as a table."""

    sheet = forms.TypedChoiceField(label="工作表", coerce=int, widget=forms.Select(attrs=_SELECT))
    target = forms.ChoiceField(
        label="导入为",
        choices=[(target.name, target.title) for target in TARGETS.values()],
        widget=forms.Select(attrs=_SELECT),
    )
    top = forms.IntegerField(
        label="表头从第几行", min_value=1, max_value=limits.ROWS, widget=forms.NumberInput(attrs=_NUMBER)
    )
    head = forms.IntegerField(
        label="到第几行", min_value=1, max_value=limits.ROWS, widget=forms.NumberInput(attrs=_NUMBER)
    )

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = [(number, sheet.title) for number, sheet in enumerate(book.sheets)]
        self.fields["sheet"].choices = sheets  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "top" in data and "head" in data and data["top"] > data["head"]:
            raise forms.ValidationError({"head": "表头的末行不能在首行之前。"})
        return data


class ColumnsForm(TableForm):
    """The same, and a field of ours for each column."""

    unit = forms.ChoiceField(
        label="金额单位（表头没有写明的列）",
        choices=[(unit, unit) for unit in UNITS],
        widget=forms.Select(attrs=_SELECT),
    )
    goal = forms.CharField(
        label="归入目标（表中没有写明的）",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm", "list": "goals"}),
    )

    def __init__(self, *args: Any, book: Book, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, book=book, **kwargs)
        width = book.sheets[columns.sheet].width
        choices = [("", "不导入"), *((x.name, x.title) for x in columns.kind.fields)]
        for number in range(1, width + 1):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=f"第{number}列是", choices=choices, required=False, widget=forms.Select(attrs=_SELECT)
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen = [value for name, value in data.items() if name.startswith("column-") and value]
        if twice := sorted({x for x in chosen if chosen.count(x) > 1}):
            titles = "、".join(self._title(name) for name in twice)
            raise forms.ValidationError(f"“{titles}”只能对应一列。")
        if "target" in data and TARGETS[data["target"]].key not in chosen:
            raise forms.ValidationError(f"请指出哪一列是“{self._title(TARGETS[data['target']].key)}”。")
        return data

    def _title(self, name: str) -> str:
        target = TARGETS[self.cleaned_data.get("target", "projects")]
        return next((x.title for x in target.fields if x.name == name), name)

    def columns(self) -> Columns:
        """As chosen."""
        data = self.cleaned_data
        found = {
            value: int(name.removeprefix("column-"))
            for name, value in data.items()
            if name.startswith("column-") and value
        }
        named = {name: data[name] for name in ("sheet", "target", "top", "head", "unit", "goal")}
        return Columns(**named, columns=found)

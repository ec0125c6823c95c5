"""A figure of a scheme as people type it: 80 or 12.5, kept as the text that the JSON has."""

import re
from typing import Any

from django import forms

_FIGURE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")


class FigureField(forms.CharField):
    """A box for a plain number from 0 to below 1,000. Errors name what was found."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(label=label, max_length=8, required=required)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not _FIGURE.fullmatch(value):
            raise forms.ValidationError(f"应为0至999的数字，最多4位小数，实际为“{value}”。")


class MonthField(forms.CharField):
    """A box for a month, 1 to 12."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, max_length=2, required=False)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value not in map(str, range(1, 13)):
            raise forms.ValidationError(f"应为1至12，实际为“{value}”。")

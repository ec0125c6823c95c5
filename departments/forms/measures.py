"""The form field of a value that is a number or a text: “20000”, “≥266米”, “9月前”, “不适用”."""

import re
from typing import Any

from django import forms

from departments.scoring.measures import Measure, fold
from departments.scoring.numbers import QUANTITY, NumberError, check_bounds, read_number

from .entry import growing

_FIGURE_LIKE = re.compile(r"[-+]?[\d.,_]*\d[\d.,_]*([eE][-+]?\d+)?|[-+]?(nan|inf|infinity)", re.IGNORECASE)
"""Meant as one figure, so it is read as one or refused; never kept as a text that looks like a figure."""
_DATE = re.compile(r"[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}")
"""2023.6.28"""


class MeasureField(forms.CharField):
    """A text box whose value is a `Measure`; blank is None, which is neither 0 nor 不适用."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, required=False, widget=growing(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Measure) else value

    def clean(self, value: Any) -> Measure | None:
        text = " ".join(super().clean(value).splitlines())
        try:
            if _FIGURE_LIKE.fullmatch(fold(text)) and not _DATE.fullmatch(fold(text)):
                number = read_number(text, QUANTITY)
                return None if number is None else Measure.of(number)
            measure = Measure.read(text)
            if measure and measure.number is not None:
                check_bounds(measure.number, QUANTITY)
        except NumberError as problem:
            raise forms.ValidationError(str(problem), code="number") from problem
        return measure

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()

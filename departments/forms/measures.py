"""The form field of a value that is a number or a text: “20000”, “≥266米”, “9月前”, “不适用”."""

from typing import Any

from django import forms

from departments.models.fields import QuantityField
from departments.scoring.measures import Measure
from departments.scoring.numbers import NumberError, check_bounds

from .entry import growing


class MeasureField(forms.CharField):
    """A text box whose value is a `Measure`; blank is None, which is neither 0 nor 不适用."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, required=False, widget=growing(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Measure) else value

    def clean(self, value: Any) -> Measure | None:
        measure = Measure.read(" ".join(super().clean(value).splitlines()))
        if measure and measure.number is not None:
            try:
                check_bounds(measure.number, QuantityField.bounds)
            except NumberError as problem:
                raise forms.ValidationError(str(problem), code="number") from problem
        return measure

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()

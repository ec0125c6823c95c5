"""The form field of every figure: reads numbers as people write them, shows them exactly."""

from decimal import Decimal
from typing import Any

from django import forms

from departments.scoring.numbers import MONEY, SPENDING, Bounds, NumberError, read_number
from departments.scoring.rounding import plain


class FigureField(forms.CharField):
    """A text box whose value is an exact `Decimal` within `bounds`, or None when blank."""

    def __init__(self, *, bounds: Bounds, initial: Any = None, **kwargs: Any) -> None:
        self.bounds = bounds
        super().__init__(initial=initial, **kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        try:
            return read_number("" if value is None else str(value), self.bounds)
        except NumberError as problem:
            raise forms.ValidationError(str(problem), code="number") from problem

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return format(value, ",.2f") if self.is_money else plain(value)

    @property
    def is_money(self) -> bool:
        """Money is shown with separators and both decimals, which the reader accepts as well."""
        return self.bounds in (MONEY, SPENDING)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True

    def run_validators(self, value: Any) -> None:
        """The text validators of CharField do not apply to a number."""

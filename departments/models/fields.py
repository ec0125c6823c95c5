"""Exact figures in the database: a scaled integer behind a field that speaks `Decimal`.

SQLite keeps decimals as floating point and loses cents; integers are exact on both databases, SUM included.
The bounds are a CHECK of the column itself.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable

from departments.scoring.numbers import (
    MARKS,
    MONEY,
    QUANTITY,
    RATE,
    SPENDING,
    Bounds,
    NumberError,
    check_bounds,
    read_number,
)


class ExactField(models.BigIntegerField):  # type: ignore[type-arg]
    """A `Decimal` within `bounds`, stored as an integer of its last place."""

    _pyi_private_set_type: Decimal | int | Combinable | None  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal | int  # type: ignore[assignment]

    description = "Exact decimal"
    bounds: Bounds

    def from_db_value(self, value: int | Decimal | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.bounds.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            if isinstance(value, str):
                return read_number(value, self.bounds)
            return check_bounds(Decimal(str(value)), self.bounds)
        except NumberError as problem:
            raise ValidationError(str(problem)) from problem
        except ArithmeticError as problem:
            raise ValidationError(f"“{value}”不是数字。") from problem

    def get_prep_value(self, value: Any) -> int | None:
        number = self.to_python(getattr(value, "value", value))
        return None if number is None else int(number.scaleb(self.bounds.places))

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        return (
            f"{column} BETWEEN {self._scaled(self.bounds.smallest)} AND {self._scaled(self.bounds.largest)}"
        )

    def _scaled(self, value: Decimal) -> int:
        return int(value.scaleb(self.bounds.places))

    @property
    def validators(self) -> list[Any]:
        """`to_python` checks the bounds already; BigIntegerField's own range is of scaled values."""
        return list(self._validators)  # type: ignore[attr-defined]

    def formfield(self, **kwargs: Any) -> Any:
        from departments.forms.figures import FigureField

        return FigureField(
            bounds=self.bounds,
            required=kwargs.pop("required", not self.blank),
            label=kwargs.pop("label", self.verbose_name),
            help_text=kwargs.pop("help_text", self.help_text),
            initial=kwargs.pop("initial", self.default if self.has_default() else None),
        )

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else format(value, "f")


class MoneyField(ExactField):
    """Yuan, stored as 分; may be negative."""

    bounds = MONEY


class SpendingField(ExactField):
    """Yuan, stored as 分; never negative."""

    bounds = SPENDING


class MarksField(ExactField):
    """分值 or 得分, 0 to 100, four decimals."""

    bounds = MARKS


class QuantityField(ExactField):
    """Target or actual value of an indicator, six decimals."""

    bounds = QUANTITY


class RateField(ExactField):
    """A rate in per cent, two decimals; above 100 happens."""

    bounds = RATE

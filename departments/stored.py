"""Rows as the database keeps them: tuples of plain values, which can be told apart, and the rows they make.

Most of reading a large self-assessment goes into making figures and objects of rows that are as they were
when they were last read. What is worked out of a tuple can be kept under it.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import BigIntegerField, ExpressionWrapper, F, QuerySet, TextField

from .models.fields import ExactField

Row = TypeVar("Row", bound=models.Model)
_KEPT_AS: dict[type, type] = {ExactField: BigIntegerField, models.JSONField: TextField}
"""Fields that make something of what they read → a field that gives it as it is."""


def values(rows: QuerySet[Row]) -> QuerySet[Row, tuple[Any, ...]]:
    """Every column of the rows, in the order of the model."""
    return rows.values_list(*(_as_it_is(field) for field in rows.model._meta.concrete_fields))


def _as_it_is(field: Any) -> str | ExpressionWrapper[Any]:
    kept_as = next((plain for kind, plain in _KEPT_AS.items() if isinstance(field, kind)), None)
    return ExpressionWrapper(F(field.attname), output_field=kept_as()) if kept_as else str(field.attname)


def place(model: type[Row], name: str) -> int:
    """Where a column stands in the tuples of a model."""
    return [field.attname for field in model._meta.concrete_fields].index(name)


def row_of(model: type[Row], columns: Sequence[Any]) -> Row:
    """The row that the values of its columns make."""
    fields: Any = model._meta.concrete_fields
    made = [_made(field, value) for field, value in zip(fields, columns, strict=True)]
    return model.from_db(connection.alias, [field.attname for field in fields], made)


def _made(field: Any, value: Any) -> Any:
    return field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value

"""Rows as the database keeps them: tuples of plain values, which can be told apart, and the rows they make.

Most of reading a large self-assessment goes into writing the same queries again and into making figures and
objects of rows that are as they were when they were last read. The SQL is written once, and what is worked
out of a tuple can be kept under it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def values(model: type[models.Model], **of: int) -> list[tuple[Any, ...]]:
    """Every column of the rows that belong to something (`assessment=17`), in the order of the model."""
    (name, pk), *_ = of.items()
    with connection.cursor() as cursor:
        cursor.execute(_select(model, name, connection.vendor), [pk])
        return [tuple(row) for row in cursor.fetchall()]


def rows(model: type[Row], **of: int) -> list[Row]:
    """The rows themselves."""
    return [row_of(model, columns) for columns in values(model, **of)]


@lru_cache(maxsize=64)
def _select(model: type[models.Model], name: str, vendor: str) -> str:
    """The query that the model's manager would write, with a place for the primary key."""
    query = model._default_manager.filter(**{name: 0}).values_list(*_names(model)).query
    sql, _ = query.sql_with_params()
    return str(sql)


def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def place(model: type[models.Model], name: str) -> int:
    """Where a column stands in the tuples of a model."""
    return _names(model).index(name)


def row_of(model: type[Row], columns: Sequence[Any]) -> Row:
    """The row that the values of its columns make."""
    made = [_made(*pair) for pair in zip(model._meta.concrete_fields, columns, strict=True)]
    return model.from_db(connection.alias, _names(model), made)


def _made(field: Any, value: Any) -> Any:
    for convert in _converters(field, connection.vendor):
        value = convert(value, None, connection)
    return value


@lru_cache(maxsize=512)
def _converters(field: Any, vendor: str) -> tuple[Any, ...]:
    """What the database and the field make of a value: times and truth values on SQLite, figures, JSON."""
    column = field.get_col(field.model._meta.db_table)
    return (*connection.ops.get_db_converters(column), *field.get_db_converters(connection))

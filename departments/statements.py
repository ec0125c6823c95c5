"""Statements that are written once: a long one takes longer to put together than to be answered.

What a statement says follows from the rows it is about and from what else it is told, so it is kept under
them (docs/adr/0019); its answer never is.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

KEPT = 512
"""Statements of a few KiB each; a person of another body, another year or day is another one."""
Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class _Rows:
    """Rows by the statement that finds them."""

    statement: Statement
    found: QuerySet[Any, Any] = field(compare=False)


def answers(
    rows: QuerySet[Any, Any], write: Callable[..., QuerySet[Any, Any] | Statement], *told: Hashable
) -> list[tuple[Any, ...]]:
    """What `write(rows, *told)` finds, as the database has it: figures are integers of their last place.

    `write` is a function of a module and asks for values, or gives the statement itself. Whatever it looks at
    besides is to be `told`.
    """
    try:
        keys = rows.order_by().select_related(None).values("pk").query.sql_with_params()
        statement = _written(_Rows(keys, rows), write, told)
    except EmptyResultSet:
        return []
    return _found(statement)


def answers_to(write: Callable[..., QuerySet[Any, Any]], *told: Hashable) -> list[tuple[Any, ...]]:
    """What `write(*told)` finds, in the same way; `told` are plain values such as keys and days."""
    return _found(_written_for(write, told))


def _found(statement: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@lru_cache(maxsize=KEPT)
def _written(
    rows: _Rows, write: Callable[..., QuerySet[Any, Any] | Statement], told: tuple[Hashable, ...]
) -> Statement:
    written = write(rows.found, *told)
    return written if isinstance(written, tuple) else written.query.sql_with_params()


@lru_cache(maxsize=KEPT)
def _written_for(write: Callable[..., QuerySet[Any, Any]], told: tuple[Hashable, ...]) -> Statement:
    return write(*told).query.sql_with_params()

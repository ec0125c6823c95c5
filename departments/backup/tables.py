"""Tables as lines of JSON, read in one snapshot of the database."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models

from .notation import Convert, kind_of, reader, writer

LEFT_OUT = {
    "departments_livesession": "whoever holds a copy of them is signed in; people sign in again",
    "django_tasks_database_dbtaskresult": "calls of workers; the jobs themselves are in it and are resumed",
    "django_migrations": "a list in the manifest; `migrate` makes the tables",
}
"""Tables that no archive holds, and why."""
MADE_BY_MIGRATE = ("auth_permission", "django_content_type")
"""Tables that `migrate` fills: a database that holds no more than these is empty."""
_BATCH = 1_000


class Table:
    """One table, as its model describes it."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.name = model._meta.db_table
        self.fields: list[Any] = list(model._meta.concrete_fields)
        self.columns = [str(field.column) for field in self.fields]

    def lines(self, connection: Any) -> Iterator[bytes]:
        """Each row as one line of JSON, in the order of the key."""
        with connection.chunked_cursor() as cursor:
            columns, table = self._quoted(connection), self._quote(connection)
            cursor.execute(f"SELECT {columns} FROM {table} {self._order(connection)}")  # nosec B608 # noqa: S608
            while rows := cursor.fetchmany(_BATCH):
                yield from (_line(row, self._writers) for row in rows)

    def load(self, lines: Iterable[bytes], connection: Any) -> None:
        """Put in every line."""
        readers = _by_place(reader(field, connection.ops) for field in self.fields)
        rows = (_row(line, readers) for line in lines)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._copy(rows, cursor, connection)
            else:
                self._insert(rows, cursor, connection)

    def _copy(self, rows: Iterator[list[Any]], cursor: Any, connection: Any) -> None:
        """One statement for all rows: a fraction of the time of one each."""
        with cursor.copy(f"COPY {self._quote(connection)} ({self._quoted(connection)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _insert(self, rows: Iterator[list[Any]], cursor: Any, connection: Any) -> None:
        marks = ", ".join(["%s"] * len(self.columns))
        insert = f"INSERT INTO {self._quote(connection)} ({self._quoted(connection)}) VALUES ({marks})"  # nosec B608 # noqa: S608
        while batch := list(islice(rows, _BATCH)):
            cursor.executemany(insert, batch)

    def is_empty(self, connection: Any) -> bool:
        """Whether it holds no row."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {self._quote(connection)} LIMIT 1")  # nosec B608 # noqa: S608
            return cursor.fetchone() is None

    @cached_property
    def _writers(self) -> list[tuple[int, Convert]]:
        return _by_place(writer(field) for field in self.fields)

    def _order(self, connection: Any) -> str:
        """By the bytes of the key: PostgreSQL would sort texts by the language of the database."""
        texts = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
        keys = (
            connection.ops.quote_name(field.column) + (texts if kind_of(field) == "CharField" else "")
            for field in self.model._meta.pk_fields
        )
        return f"ORDER BY {', '.join(keys)}"

    def _quote(self, connection: Any) -> str:
        return str(connection.ops.quote_name(self.name))

    def _quoted(self, connection: Any) -> str:
        return ", ".join(connection.ops.quote_name(name) for name in self.columns)


def every() -> list[Table]:
    """Every table of every application but those left out, by name."""
    found = (Table(model) for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted((x for x in found if x.name not in LEFT_OUT), key=lambda table: table.name)


@contextmanager
def snapshot(connection: Any) -> Iterator[None]:
    """Everything read inside is of one moment; nobody who writes meanwhile waits."""
    is_sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _by_place(converters: Iterable[Convert | None]) -> list[tuple[int, Convert]]:
    return [(place, convert) for place, convert in enumerate(converters) if convert]


def _line(row: Iterable[Any], writers: list[tuple[int, Convert]]) -> bytes:
    return json.dumps(_converted(row, writers), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _row(line: bytes, readers: list[tuple[int, Convert]]) -> list[Any]:
    return _converted(json.loads(line), readers)


def _converted(row: Iterable[Any], converters: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for place, convert in converters:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values

"""The next key of every table: a key that was once given out is never given out again."""

from typing import Any

from .tables import Table


def last_keys(tables: list[Table], connection: Any) -> dict[str, int]:
    """Table → last key given out; tables that count nothing are not there."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
            known = dict(cursor.fetchall())
        return {table.name: int(known[table.name]) for table in tables if table.name in known}
    return {name: last for table in tables if (name := table.name) and (last := _last(table, connection))}


def set_last_keys(tables: list[Table], last: dict[str, int], connection: Any) -> None:
    """Go on counting after these."""
    with connection.cursor() as cursor:
        for name in (table.name for table in tables if table.name in last):
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last[name]])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [name, last[name]])


def _last(table: Table, connection: Any) -> int:
    """0: no sequence, or none of its numbers given out."""
    if not any(field.column == "id" for field in table.fields):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table.name])
        if (sequence := cursor.fetchone()[0]) is None:
            return 0
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # nosec B608 # noqa: S608
        return int(cursor.fetchone()[0])

"""Triggers that note every written row, however it is written: `save`, bulk, `update`, cascade, plain SQL.

They are made after every `migrate`, from the columns that the tables have then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models

NOT_BUSINESS = {
    "auditevent": "the record itself",
    "capturedrow": "what the triggers write",
    "delivery": "what other programs are told; the step itself is an event",
    "spent": "counts of a minute",
    "livesession": "who is signed in; each sign-in and its end is an event of its own",
    "presence": "who has a page open; forgotten after minutes",
    "passwordused": "hashes; that a password was set is an event of its own",
    "notice": "what people are told of; each thing told is an event of its own",
    "letter": "says by mail that there are notices",
    "savedview": "conditions of a list that one person keeps; it opens no rows",
    "noticechoice": "how a person wants to be told",
    "addedrow": "marks of requests; the added row itself is noted",
    "workbookimport": "an upload between preview and confirmation; what it changes is noted row by row",
    "enrolmentimport": "an upload between preview and confirmation; what it changes is noted row by row",
    "treasuryimport": "an upload between preview and confirmation; what it changes is noted row by row",
    "postedonce": "keys of buttons; what the button did is noted row by row",
    "batchitem": "steps of a job; the job is noted, and so is every document that it issues",
    "changedfield": "derived from the record itself",
    "fieldchange": "derived from the record itself",
    "filedfigures": "derived from submissions and approvals",
    "filedtext": "derived from submissions",
    "filedshingle": "derived from submissions",
    "submittedfinding": "derived from submissions",
}
"""Tables that are not noted, and why."""
HIDDEN: dict[str, tuple[str, ...]] = {
    "batch": ("called_at",),
    "user": ("password", "last_login"),
    "webhook": ("secret",),
    "apiclient": ("token_sha256", "noted"),
    "submission": ("facts", "scorecards", "findings", "explanations", "evidence", "basics"),
}
"""Columns left out: calls of workers, secrets, what a sign-in tells, what a submission's SHA-256 covers."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION departments_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD) - TG_ARGV; END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW) - TG_ARGV; END IF;
    IF before IS DISTINCT FROM after THEN
        INSERT INTO departments_capturedrow ("table", "row", "old", "new")
        VALUES (TG_TABLE_NAME, (COALESCE(after, before)->>'id')::bigint, before::text, after::text);
    END IF;
    RETURN NULL;
END $$;
"""
_NOTE = 'INSERT INTO departments_capturedrow ("table", "row", "old", "new")'


def business_models() -> dict[str, type[models.Model]]:
    """Table → model of every table that is noted, those of many-to-many relations too. Each has an `id`."""
    every = apps.get_app_config("departments").get_models(include_auto_created=True)
    return {x._meta.db_table: x for x in every if x._meta.model_name not in NOT_BUSINESS}


def install(connection: Any) -> None:
    """Make the triggers that are missing on the tables that exist."""
    with connection.cursor() as cursor:
        for statement in list(_statements(connection, cursor)):
            cursor.execute(statement)


def drop(connection: Any) -> None:
    """SQLite alters no table whose columns a trigger names. PostgreSQL's name none."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name in _present(connection, cursor):
            cursor.execute(f'DROP TRIGGER "{name}"')


@contextmanager
def paused(connection: Any) -> Iterator[None]:
    """Inside, in one transaction, rows are put back whose events are put back too: none is noted again."""
    with connection.cursor() as cursor:
        for name in _present(connection, cursor):
            table = "" if connection.vendor == "sqlite" else f" ON {name.removeprefix('capture_row_')}"
            cursor.execute(f'DROP TRIGGER "{name}"{table}')
    yield
    install(connection)


def missing(connection: Any) -> list[str]:
    """Tables that are not noted."""
    with connection.cursor() as cursor:
        names = _present(connection, cursor)
    wanted = ("insert", "update", "delete") if connection.vendor == "sqlite" else ("row",)
    return [
        table for table in business_models() if not {f"capture_{x}_{table}" for x in wanted} <= set(names)
    ]


def _present(connection: Any, cursor: Any) -> list[str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal")
    return [name for (name,) in cursor.fetchall() if name.startswith("capture_")]


def _statements(connection: Any, cursor: Any) -> Iterator[str]:
    there = {"departments_capturedrow", *business_models()} & set(
        connection.introspection.table_names(cursor)
    )
    if "departments_capturedrow" not in there:
        return
    is_sqlite = connection.vendor == "sqlite"
    yield from () if is_sqlite else (_FUNCTION,)
    for table in sorted(there & set(missing(connection))):
        hidden = HIDDEN.get(business_models()[table]._meta.model_name or "", ())
        description = connection.introspection.get_table_description(cursor, table)
        columns = [x.name for x in description if x.name not in hidden]
        yield from _sqlite(table, columns) if is_sqlite else (_postgresql(table, hidden),)


def _postgresql(table: str, hidden: tuple[str, ...]) -> str:
    arguments = ", ".join(f"'{name}'" for name in hidden or ("",))
    return (
        f"CREATE OR REPLACE TRIGGER capture_row_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION departments_capture({arguments})"
    )


def _sqlite(table: str, columns: list[str]) -> Iterator[str]:
    old, new = (_json(columns, side) for side in ("OLD", "NEW"))
    differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
    for event, row, before, after in (
        ("insert", "NEW", "NULL", new), ("update", "NEW", old, new), ("delete", "OLD", old, "NULL"),
    ):  # fmt: skip
        condition = f" WHEN {differs}" if event == "update" else ""
        head = f'CREATE TRIGGER capture_{event}_{table} AFTER {event} ON "{table}"{condition}'
        yield f"{head} BEGIN {_NOTE} VALUES ('{table}', {row}.id, {before}, {after}); END"


def _json(columns: list[str], side: str) -> str:
    pairs = ", ".join(f"'{name}', {side}.\"{name}\"" for name in columns)
    return f"json_object({pairs})"

"""Databases of a measurement's own, side by side in one process: SQLite, or PostgreSQL by DATABASE_URL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def ready(folder: str) -> None:
    """Django with what it keeps in this folder; SQLite unless the environment names a PostgreSQL."""
    os.environ["PERFEVAL_VAR"] = folder
    os.environ["PERFEVAL_LOG_LEVEL"] = "ERROR"
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
    import perfeval.wsgi  # noqa: F401  (the process as it is when it serves)


@contextmanager
def databases(folder: str, *names: str) -> Iterator[dict[str, str]]:
    """New migrated databases: name → what `use` takes. Those of PostgreSQL are dropped afterwards."""
    from django.core.management import call_command
    from django.db import connection

    home = connection.settings_dict["NAME"]
    is_file = connection.vendor == "sqlite"
    made = {x: f"{folder}/{x}.sqlite3" if is_file else f"perfeval_bench_{os.getpid()}_{x}" for x in names}
    try:
        for name in made.values():
            if not is_file:
                execute(f'CREATE DATABASE "{name}"')
            use(name)
            call_command("migrate", verbosity=0)
            use(home)
        yield made
    finally:
        use(home)
        for name in () if is_file else made.values():
            execute(f'DROP DATABASE IF EXISTS "{name}"')


def use(name: Any) -> None:
    """The default connection goes to this database."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def execute(sql: str) -> None:
    """One statement on the present connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)

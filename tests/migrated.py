"""A migrated database, made once: to migrate takes as long as hundreds of tests, a copy no time.

Who comes first migrates and leaves a copy; every other worker, stage and host begins with it. Its name
holds a sum of what decides how it looks. A whole run (`./dev test`) begins without one, so it migrates.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var/migrated"
DECIDING = ("departments/migrations", "departments/models", "departments/audit")
"""What `migrate` does, reads and installs; the applications of others stand in the lock file."""

_kept: list[sqlite3.Connection] = []
"""A database in memory lives as long as somebody has it open."""


@cache
def name() -> str:
    """Of the database that is copied."""
    files = sorted(file for folder in DECIDING for file in (ROOT / folder).rglob("*.py"))
    said = hashlib.sha256()
    for file in [ROOT / "requirements-dev.lock", *files]:
        said.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return f"perfeval_migrated_{said.hexdigest()[:12]}"


def share() -> None:
    """From now on the test database is a copy, if somebody has migrated; else it is migrated, and copied."""
    creation = connection.creation
    migrate = creation.create_test_db

    def create_test_db(*args: Any, **kwargs: Any) -> str:
        with locked():
            if not is_there():
                made = migrate(*args, **kwargs)
                _leave()
                return made
        _begin_with_copy(creation)
        return migrate(*args, **kwargs)

    creation.create_test_db = create_test_db


@contextmanager
def locked() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_there() -> bool:
    """Whether there is one of the kind of database that is tested."""
    if connection.vendor == "sqlite":
        return file().exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name()])
        return cursor.fetchone() is not None


def file() -> Path:
    """Of SQLite."""
    return FOLDER / f"{name()}.sqlite3"


def begun(target: Path) -> bool:
    """Whether the file of a host begins as a copy; if not, the host has to migrate."""
    if file().exists() and not target.exists():
        copy_to(str(target))
    return target.exists()


def copy_to(target: str) -> None:
    """Into an empty file or a database in memory, which is kept."""
    into = sqlite3.connect(target, uri=True)
    with closing(sqlite3.connect(file())) as source:
        source.backup(into)
    if "mode=memory" in target:
        _kept.append(into)
    else:
        into.close()


def _leave() -> None:
    """The database just migrated is copied; those of before go."""
    if connection.vendor == "postgresql":
        _leave_on_postgres()
        return
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink()
    connection.ensure_connection()
    with closing(sqlite3.connect(file().with_suffix(".new"))) as into:
        connection.connection.backup(into)
    file().with_suffix(".new").rename(file())


def _leave_on_postgres() -> None:
    made = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'perfeval\_migrated\_%'")
        for (old,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
        cursor.execute(f'CREATE DATABASE "{name()}" TEMPLATE "{made}"')


def _begin_with_copy(creation: Any) -> None:
    """`migrate` then finds nothing to do but its checks."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = name()
        return
    create = creation._create_test_db

    def _create_test_db(*args: Any, **kwargs: Any) -> str:
        made = create(*args, **kwargs)
        copy_to(made)
        return made

    creation._create_test_db = _create_test_db

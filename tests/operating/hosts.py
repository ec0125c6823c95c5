"""A server of its own: a folder, a database, and `manage.py` in a process, as an operator uses it."""

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests import migrated

ROOT = Path(__file__).resolve().parent.parent.parent
AUDIT_KEY = "k1=" + "7" * 64


class Host:
    """Give `database` for PostgreSQL; without it, SQLite in the folder."""

    def __init__(self, folder: Path, database: str = "", keys: str = AUDIT_KEY) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.database = folder, database
        url = f"postgres:///{database}" if database else f"sqlite:///{folder / 'db.sqlite3'}"
        if database and (user := settings.DATABASES["default"].get("USER")):
            url = f"postgres://{user}@/{database}"
        self.environment = os.environ | {
            "DATABASE_URL": url, "PERFEVAL_VAR": str(folder), "PERFEVAL_AUDIT_KEYS": keys,
            "PERFEVAL_SECRET_KEY": "x" * 50, "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    def start(self, *command: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def done(self, *command: str) -> str:
        result = self.run(*command)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def shell(self, code: str) -> str:
        return self.done("shell", "-v0", "-c", code)

    def remove(self) -> None:
        if self.database:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def made(folder: Path, kind: str, like: Host | None = None, **kwargs: str) -> Host:
    """A host with an empty, migrated database; `like` another, with its rows and files."""
    if like:
        shutil.copytree(like.folder, folder, dirs_exist_ok=True)
    if kind == "sqlite":
        host = Host(folder, **kwargs)
        is_migrated = migrated.begun(folder / "db.sqlite3")
    else:
        name = f"perfeval_{uuid.uuid4().hex[:12]}"
        is_migrated = bool(like) or migrated.is_there()
        template = like.database if like else migrated.name()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"' + is_migrated * f' TEMPLATE "{template}"')
        host = Host(folder, name, **kwargs)
    if not is_migrated:
        host.done("migrate", "--verbosity", "0")
    return host

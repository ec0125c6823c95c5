"""Make an archive while people work: all tables of one moment, and every file they name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from departments.audit.chain import head
from perfeval.storage import PART, every_file

from . import tables
from .archive import FILES, FORMAT, TABLES, VERSION, Manifest, Writer
from .counters import last_keys

_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Made:
    """What an archive holds; `mark` is the SHA-256 of its manifest."""

    manifest: Manifest
    mark: str

    @property
    def missing(self) -> list[str]:
        """Files that a row names and nobody has."""
        return list(self.manifest["missing"])

    @property
    def rows(self) -> int:
        return sum(table["count"] for table in self.manifest["tables"].values())


def make(path: Path) -> Made:
    """Write the archive. Files come first: one that is deleted meanwhile is then in it already."""
    with Writer(path) as writer:
        files = {name: stated for name in _kept() if (stated := _add_file(writer, name))}
        with tables.snapshot(connection):
            manifest = _tables(writer)
            named = set(_named())
        for name in sorted(named - files.keys()):  # handed in since the first round
            if stated := _add_file(writer, name):
                files[name] = stated
        manifest |= {"files": files, "missing": sorted(named - files.keys())}
        return Made(manifest, writer.finish(manifest))


def _tables(writer: Writer) -> Manifest:
    every, last = tables.every(), head()
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "migrations": applied_migrations(),
        "audit": {"number": last.number, "hash": last.hash},
        "tables": {table.name: _add_table(writer, table) for table in every},
        "last_keys": last_keys(every, connection),
        "left_out": tables.LEFT_OUT,
    }


def _add_table(writer: Writer, table: tables.Table) -> dict[str, Any]:
    stated = writer.add(f"{TABLES}{table.name}.jsonl", table.lines(connection))
    return stated | {"columns": table.columns}


def _add_file(writer: Writer, name: str) -> dict[str, Any] | None:
    """None: it is not there."""
    try:
        with default_storage.open(name) as file:
            return writer.add(f"{FILES}{name}", file.chunks(_CHUNK), packed=False)
    except FileNotFoundError:
        return None


def _kept() -> list[str]:
    """Files that are there, but none half written."""
    return sorted(name for name in every_file(default_storage) if not name.endswith(PART))


def _named() -> Iterator[str]:
    """Files that rows name."""
    for table in tables.every():
        for field in (x for x in table.fields if isinstance(x, models.FileField)):
            values = table.model._base_manager.values_list(field.attname, flat=True)
            yield from (name for name in values if name)


def applied_migrations() -> list[str]:
    """application.migration of every migration that this database has."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())

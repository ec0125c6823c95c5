"""Files people hand in, on the disk of this machine."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage

PART = ".part"
"""Ending of a file that is being written."""


class DurableStorage(FileSystemStorage):
    """Written aside, synced, renamed: a killed process leaves no torn file under a name that counts."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{secrets.token_hex(8)}{PART}")
        try:
            self._write(aside, content)
            aside.rename(path)
        finally:
            aside.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return Path(name).as_posix()

    def _write(self, aside: Path, content: Any) -> None:
        with aside.open("xb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if self.file_permissions_mode is not None:
            aside.chmod(self.file_permissions_mode)


def every_file(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file below a folder, half-written ones too."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}".lstrip("/") for name in files)
    for name in folders:
        yield from every_file(storage, f"{folder}/{name}".lstrip("/"))


def half_written(storage: Storage) -> Iterator[Path]:
    """What processes that were killed left aside, on a disk; a bucket takes whole files only."""
    if isinstance(storage, DurableStorage):
        yield from Path(storage.location).rglob(f".*{PART}")


def _sync_folder(folder: Path) -> None:
    """The new name itself survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

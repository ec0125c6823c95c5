"""The secrets of an installation that was given none: made at the first start and kept."""

import os
import secrets
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from perfeval.variables import refused


def kept_secret(path: Path) -> str:
    """The secret key of this installation."""
    return _kept(path, get_random_secret_key())


def kept_keys(path: Path) -> dict[str, str]:
    """The keys that sign the audit record, `id=key` on each line; the last one signs."""
    lines = _kept(path, f"k1={secrets.token_hex(32)}\n").split()
    return {name: key for name, _, key in (line.partition("=") for line in lines)}


def add_key(path: Path) -> str:
    """Append a new signing key, on the disk before it is used; answers its id."""
    name = f"k{len(kept_keys(path)) + 1}"
    with path.open("a", encoding="ascii") as file:
        file.write(f"{name}={secrets.token_hex(32)}\n")
        file.flush()
        os.fsync(file.fileno())
    return name


def _kept(path: Path, made: str) -> str:
    if path.exists():
        return _read(path)
    try:
        _write(path, made)
    except OSError as problem:
        raise refused(
            "PERFEVAL_VAR", str(path.parent), f"a folder to keep {path.name} in ({problem.strerror})"
        ) from problem
    return _read(path)


def _write(path: Path, made: str) -> None:
    """Whole or not at all: of several programs that start at once the first one's is kept by all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")  # readable for nobody else
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        _claim(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _claim(name: str, path: Path) -> None:
    try:
        os.link(name, path)
    except FileExistsError:
        pass  # another program was quicker
    except OSError:
        Path(name).rename(path)  # a disk without links


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="ascii")
    except OSError as problem:
        raise refused("PERFEVAL_VAR", str(path), f"a file this user reads ({problem.strerror})") from problem
    if not text.strip():
        raise refused(
            "PERFEVAL_VAR", str(path), "a key, and the file is empty: put it back from where keys are kept"
        )
    return text

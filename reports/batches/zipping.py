"""An archive that grows on the disk, whatever its size: names every system can read, a hash of every file."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from departments.batch_tidying import FOLDER, aside
from departments.verifying import sha256_of

CHECKSUMS = "校验清单.sha256"
LONGEST = 80
"""Characters of one name: with its folders it stays within what Windows opens (260)."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_PACKED = (".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg", ".zip")
_CHUNK = 1024 * 1024


def safe_name(text: str) -> str:
    """One part of a path as Windows, macOS and Linux take it."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST:
        name = f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if 0 < len(ending) < 10 else name[:LONGEST]
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


class Archive:
    """A ZIP being written. `tick` is called before every file; it may raise to end the work."""

    def __init__(self, path: Path, tick: Callable[[], object]) -> None:
        self._zip = ZipFile(path, "w", allowZip64=True)
        self._tick = tick
        self._now = timezone.localtime().timetuple()[:6]
        self._lines: dict[str, str] = {}
        self._taken: set[str] = set()

    def add(self, name: str, content: bytes | Iterable[bytes]) -> str:
        """Write a file below the folders in its name; its SHA-256. A name that is taken gets a number."""
        self._tick()
        name = self._free("/".join(safe_name(part) for part in name.split("/")))
        info = ZipInfo(name, self._now)
        info.compress_type = ZIP_STORED if name.lower().endswith(_PACKED) else ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=not isinstance(content, bytes)) as target:
            for chunk in [content] if isinstance(content, bytes) else content:
                digest.update(chunk)
                target.write(chunk)
        self._lines[name] = digest.hexdigest()
        return self._lines[name]

    def close(self) -> None:
        """Write the list of hashes, as `sha256sum -c` reads it, and the directory."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in self._lines.items())
        self.add(CHECKSUMS, lines.encode())
        self._zip.close()

    def abandon(self) -> None:
        """Close what is not to be kept."""
        self._zip.close()

    def _free(self, name: str) -> str:
        """Windows takes names that differ only in case as equal."""
        stem, dot, ending = name.rpartition(".")
        names = (name, *(f"{stem or ending}（{number}）{dot if stem else ''}{ending if stem else ''}"
                         for number in range(2, 10_000)))  # fmt: skip
        free = next(candidate for candidate in names if candidate.lower() not in self._taken)
        self._taken.add(free.lower())
        return free


@contextmanager
def kept(name: str, stored: str, tick: Callable[[], object]) -> Iterator[tuple[Archive, dict[str, Any]]]:
    """An archive under construction and what is known of it; after the block it is stored, whole.

    It is written aside, and nothing of it stays where the block raises.
    """
    with NamedTemporaryFile(dir=aside(), suffix=".zip") as file:
        archive = Archive(Path(file.name), tick)
        facts: dict[str, Any] = {}
        try:
            yield archive, facts
            archive.close()
        finally:
            archive.abandon()
        path = Path(file.name)
        with path.open("rb") as whole:
            digest = sha256_of(iter(lambda: whole.read(_CHUNK), b""))
            whole.seek(0)
            tick()
            place = default_storage.save(f"{FOLDER}/{stored}", File(whole, name=name))
        facts.update(name=name, stored=place, size=path.stat().st_size, sha256=digest)

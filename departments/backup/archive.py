"""The archive: a ZIP of tables and files with a manifest that holds the SHA-256 of each."""

import hashlib
import json
import os
import secrets
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

FORMAT, VERSION = "perfeval-backup", 1
MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
TABLES, FILES = "tables/", "files/"
_MOST_MANIFEST = 256 * 1024 * 1024
_CHUNK = 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
"""What reading a damaged ZIP raises."""

Manifest = dict[str, Any]


class Refused(Exception):
    """Neither made nor restored; the message says what was found and what was expected."""


class Writer:
    """Writes aside; only a whole archive gets its name."""

    def __init__(self, path: Path) -> None:
        self.path, self._aside = path, path.with_name(f".{secrets.token_hex(8)}.part")

    def __enter__(self) -> Self:
        self._file = os.fdopen(os.open(self._aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        return self

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = True) -> dict[str, Any]:
        """One member; answers its size, SHA-256 and number of chunks."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        size, count, digest = 0, 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as member:
            for count, chunk in enumerate(chunks, 1):  # noqa: B007 - the last count is the number
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return {"size": size, "sha256": digest.hexdigest(), "count": count}

    def finish(self, manifest: Manifest) -> str:
        """Manifest, name, disk; answers the SHA-256 of the manifest, which stands for the whole archive."""
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
        mark = str(self.add(MANIFEST, [text])["sha256"])
        self.add(MANIFEST_SUM, [mark.encode()])
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._aside.rename(self.path)
        return mark

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()
        self._aside.unlink(missing_ok=True)


class Archive:
    """An archive that is read. Nothing in it is believed before `faults` has found none."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._names = [info.filename for info in opened.infolist()]
        self.manifest, self.mark = self._read_manifest()
        self.tables: dict[str, dict[str, Any]] = self.manifest["tables"]
        self.files: dict[str, dict[str, Any]] = self.manifest["files"]

    def _read_manifest(self) -> tuple[Manifest, str]:
        text, stated = (b"".join(self.chunks(name, _MOST_MANIFEST)) for name in (MANIFEST, MANIFEST_SUM))
        if (found := hashlib.sha256(text).hexdigest()) != stated.decode(errors="replace"):
            raise Refused(f"备份的清单：SHA-256为{found}，应为{stated.decode(errors='replace')[:64]}。")
        manifest: Manifest = json.loads(text)
        kind = (manifest.get("format"), manifest.get("version"))
        if kind != (FORMAT, VERSION):
            raise Refused(f"备份的格式：为{kind[0]}第{kind[1]}版，应为{FORMAT}第{VERSION}版。")
        return manifest, found

    def faults(self) -> Iterator[str]:
        """Every member that is missing, too many, unsafe or not as it was written."""
        wanted = self._wanted()
        for name in sorted({x for x in self._names if self._names.count(x) > 1}):
            yield f"{name}：出现多次，应只有一次。"
        for name in sorted(set(self._names) - wanted.keys() - {MANIFEST, MANIFEST_SUM}):
            yield f"{name}：清单中没有，备份中应没有。"
        for name, stated in wanted.items():
            if not is_safe(name):
                yield f"{name}：路径指向备份之外，应为相对路径。"
            elif (found := self._sum(name, stated["size"])) != stated["sha256"]:
                yield f"{name}：SHA-256为{found}，应为{stated['sha256']}。"

    def _wanted(self) -> dict[str, dict[str, Any]]:
        tables = {f"{TABLES}{name}.jsonl": stated for name, stated in self.tables.items()}
        return tables | {f"{FILES}{path}": stated for path, stated in self.files.items()}

    def _sum(self, name: str, size: int) -> str:
        """SHA-256 of a member, or in words why there is none."""
        digest = hashlib.sha256()
        try:
            for chunk in self.chunks(name, size):
                digest.update(chunk)
        except KeyError:
            return "空（缺失）"
        except Refused as problem:
            return f"空（{problem}）"
        return digest.hexdigest()

    def chunks(self, name: str, most: int) -> Iterator[bytes]:
        """Content of a member. Raises KeyError; Refused when it is damaged or has more than `most` bytes."""
        read = 0
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(_CHUNK):
                    if (read := read + len(chunk)) > most:
                        raise Refused(f"超过{most}字节")
                    yield chunk
        except _BROKEN as problem:
            raise Refused(f"损坏，读到第{read}字节") from problem

    @contextmanager
    def spooled(self, name: str, most: int) -> Iterator[IO[bytes]]:
        """A member as a file that can be read from any place."""
        with tempfile.SpooledTemporaryFile(_CHUNK) as file:
            for chunk in self.chunks(name, most):
                file.write(chunk)
            file.seek(0)
            yield file

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table."""
        with self._zip.open(f"{TABLES}{table}.jsonl") as member:
            yield from member


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive of a file. Raises Refused when it is none."""
    with ExitStack() as stack:
        try:
            archive = Archive(stack.enter_context(zipfile.ZipFile(path)))
        except (*_BROKEN, KeyError, TypeError, AttributeError) as problem:
            raise Refused(f"{path.name}：不是完整的备份文件（{problem}）。") from problem
        yield archive


def is_safe(name: str) -> bool:
    """Whether a member's name stays inside the folder that it is unpacked to."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts) and not name.startswith("/") and ".." not in parts and "/".join(parts) == name
        and not set(name) & set('\\:\0')
    )  # fmt: skip

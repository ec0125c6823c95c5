"""外泄密码库: whether a password is in a file of leaked ones, found without reading the file.

The file is what `manage.py breached_passwords` writes, or the download of Pwned Passwords "ordered by hash":
lines that begin with the SHA-1 of a password in hexadecimal, sorted; `:` and a number may follow. 40 GB or
four lines take the same memory.
"""

import hashlib
import heapq
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

LEAST_DIGITS = 16
"""Of a hash: a file may hold shorter beginnings, but not so short that they fit by chance."""
LINE = re.compile(rb"[0-9A-F]{%d,40}" % LEAST_DIGITS)
AT_ONCE = 1_000_000
"""Lines sorted in memory at a time, about 100 MB."""


class Unreadable(Exception):
    """The file is not there or is no sorted list of hashes."""


def digest(password: bytes) -> bytes:
    """As the lists write it: no protection of ours, only the name under which one is looked up."""
    return hashlib.sha1(password, usedforsecurity=False).hexdigest().upper().encode()


def holds(path: str, password: str) -> bool:
    """Whether the password is listed there."""
    try:
        with Path(path).open("rb") as file:
            return _found(file, digest(password.encode()))
    except OSError as error:
        raise Unreadable(str(error)) from error


def _found(file: BinaryIO, wanted: bytes) -> bool:
    """By halves: lines that begin in [low, high) are left."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        begins, key = _line_from(file, middle)
        if not key or begins >= high:
            high = middle
        elif key == wanted[: len(key)]:
            return True
        elif key < wanted:
            low = file.tell()
        else:
            high = middle
    return False


def _line_from(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """Where the first line from this place on begins, and its hash; b"" at the end of the file."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    begins = file.tell()
    line = file.readline()
    key = line.split(b":")[0].strip().upper()
    if line.strip() and not LINE.fullmatch(key):
        raise Unreadable(f"{file.name}: 不是按SHA-1排序的名单（第{begins}字节处）")
    return begins, key


def write(source: Path, target: Path, *, hashed: bool = False) -> int:
    """Make such a file of a list in any order: a password a line, or (`hashed`) a hash; how many."""
    with ExitStack() as stack:
        lines = stack.enter_context(source.open("rb"))
        hashes = (_hash_of(line, hashed) for line in lines if line.strip(b"\r\n"))
        parts = [stack.enter_context(part) for part in _sorted_parts(hashes)]
        count, before = 0, b""
        with target.open("wb") as file:
            for line in heapq.merge(*parts):
                if line != before:
                    file.write(line)
                    count, before = count + 1, line
    return count


def _hash_of(line: bytes, hashed: bool) -> bytes:
    if not hashed:
        return digest(line.strip(b"\r\n"))
    key = line.split(b":")[0].strip().upper()
    if not LINE.fullmatch(key):
        raise Unreadable(f"不是SHA-1：{line[:60].decode(errors='replace').strip()}")
    return key


def _sorted_parts(hashes: Iterable[bytes]) -> Iterator[BinaryIO]:
    part: list[bytes] = []
    for line in hashes:
        part.append(line + b"\n")
        if len(part) == AT_ONCE:
            yield _written(part)
            part = []
    yield _written(part)


def _written(part: list[bytes]) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the caller's stack
    file.writelines(sorted(part))
    file.seek(0)
    return file

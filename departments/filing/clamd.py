"""ClamAV's daemon over its socket: one file out, one verdict back (clamd(8), command INSTREAM).

An own client of four commands' worth of bytes: the packages for it are unmaintained and read whole files.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
PROBE_SECONDS = 2.0


class BadAddress(ValueError):
    """The setting names no scanner."""


class Unreachable(Exception):
    """Nobody answers, or not in time; the same file may be asked about again."""


@dataclass(frozen=True)
class Verdict:
    """`found` names what is in the file, `problem` says why nobody knows; without both it is clean."""

    found: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Scanner:
    """Where clamd listens: a host with a port, or the path of a socket."""

    address: tuple[str, int] | str
    seconds: float

    @classmethod
    def at(cls, url: str, *, seconds: float) -> "Scanner":
        """clamd://host:3310 or clamd:///run/clamav/clamd.ctl. Raises BadAddress."""
        parts = urlsplit(url)
        try:
            host, port, path = parts.hostname, parts.port, parts.path
        except ValueError as wrong:
            raise BadAddress(str(wrong)) from wrong
        if parts.scheme != "clamd" or bool(host) == bool(path.strip("/")):
            raise BadAddress(url)
        return cls((host, port or 3310) if host else path, seconds)

    def scan(self, file: BinaryIO) -> Verdict:
        """Send it whole, in pieces. Raises Unreachable."""
        with self._connected(self.seconds) as link:
            try:
                link.sendall(b"zINSTREAM\0")
                while piece := file.read(CHUNK):
                    link.sendall(struct.pack(">I", len(piece)) + piece)
                link.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # what is too large is answered, and hung up on, before its end
            return _verdict(_answer(link))

    def answers(self) -> bool:
        """Whether somebody is there."""
        try:
            with self._connected(min(self.seconds, PROBE_SECONDS)) as link:
                link.sendall(b"zPING\0")
                return _answer(link) == "PONG"
        except Unreachable:
            return False

    @contextmanager
    def _connected(self, seconds: float) -> Iterator[socket.socket]:
        family = socket.AF_UNIX if isinstance(self.address, str) else socket.AF_INET
        try:
            if family == socket.AF_INET:
                link = socket.create_connection(self.address, timeout=seconds)  # type: ignore[arg-type]
            else:
                link = socket.socket(family)
                link.settimeout(seconds)
                link.connect(self.address)
            with link:
                yield link
        except OSError as away:
            raise Unreachable(str(away)) from away


def _answer(link: socket.socket) -> str:
    """Up to the zero byte. Raises Unreachable when it hangs up without a word."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        piece = link.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    if not said:
        raise Unreachable("no answer")
    return said.split(b"\0")[0].decode(errors="replace").strip()


def _verdict(answer: str) -> Verdict:
    """`stream: OK`, `stream: Eicar-Signature FOUND`, `INSTREAM size limit exceeded. ERROR`."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(found=said.removesuffix(" FOUND")[:200])
    return Verdict(problem=said.removesuffix(" ERROR")[:200])

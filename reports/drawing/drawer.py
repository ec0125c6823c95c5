"""The parent's side: one warm child per process, asked for one page at a time, replaced when it must be.

Threads wait for each other; processes (gunicorn's, workers of jobs) have a child each. A child that goes
beyond its limits is killed, the page it died of is told as `NotDrawn`, and the next page gets a new child.
"""

import atexit
import base64
import logging
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any, cast

from . import channel
from .limits import MIB, Limits

_ROOT = Path(__file__).resolve().parents[2]
_MODULE = "reports.drawing.child"
_KEPT = (
    "PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "HOME", "XDG_CACHE_HOME",
    "FONTCONFIG_FILE", "FONTCONFIG_PATH", "SOURCE_DATE_EPOCH", "PYTHONPYCACHEPREFIX",
)  # fmt: skip
"""Nothing secret goes to the process that lays out what people wrote."""
_log = logging.getLogger(__name__)


class NotDrawn(Exception):
    """There is no PDF; the message is for the person who asked for it."""


@dataclass(frozen=True)
class Outfit:
    """What a child gets before its first page: style sheets, and files by the address that names them."""

    styles: tuple[str, ...] = ()
    files: Mapping[str, bytes] | None = None


class Drawer:
    """Draws pages in a child of its own."""

    def __init__(self, outfit: Callable[[], Outfit], limits: Limits | None = None) -> None:
        self._outfit, self._limits = outfit, limits or Limits()
        self.forget()

    def forget(self) -> None:
        """In a forked process: the child is the parent's, and so are the threads that held the lock."""
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._drawn = 0

    def draw(self, page: Mapping[str, Any]) -> bytes:
        """The page as PDF. Raises NotDrawn."""
        with self._lock:
            child = self._ready()
            late = Timer(self._limits.seconds, child.kill)
            late.daemon = True
            late.start()
            try:
                channel.send_json(_written(child), page)
                answer = channel.receive(_read(child))
            except channel.HungUp as gone:
                self._stop()
                _log.warning("A page was not drawn: the child ended with %s", child.returncode)
                raise NotDrawn(self._too_much()) from gone
            except BaseException:  # interrupted midway, its answer would be taken for the next one's
                self._stop()
                raise
            finally:
                late.cancel()
            return self._taken(answer)

    def _taken(self, answer: bytes) -> bytes:
        """The PDF out of an answer; a child that has done its share is let go."""
        if answer.startswith(channel.DRAWN):
            (resident,) = struct.unpack_from(">Q", answer, 1)
            self._drawn += 1
            if self._drawn >= self._limits.documents or resident > self._limits.resident:
                self._stop()
            return answer[9:]
        self._stop()
        if answer[1:] == b"memory":
            raise NotDrawn(self._too_much())
        _log.error("A page was not drawn:\n%s", answer[1:].decode(errors="replace"))
        raise NotDrawn("PDF没有生成：排版时出错，已记入日志。请联系系统管理员，或先下载Word、Excel。")

    def _too_much(self) -> str:
        return (
            f"PDF没有生成：这份文件排版超出允许的时间（{self._limits.seconds:.0f}秒）"
            f"或内存（{self._limits.memory // MIB}MB）。请缩短过长的文字后再试，或下载Word、Excel。"
        )

    def _ready(self) -> subprocess.Popen[bytes]:
        """The child that is there and lives, or a new one."""
        if self._child is not None and self._child.poll() is not None:
            self._stop()
        if self._child is None:
            self._child = self._started()
        return self._child

    def _started(self) -> subprocess.Popen[bytes]:
        outfit = self._outfit()  # first: when it fails, there is no child yet
        self._folder = tempfile.TemporaryDirectory(prefix="perfeval-drawing-", ignore_cleanup_errors=True)
        child = subprocess.Popen(  # nosec B603 # noqa: S603 - our own module; the page comes by the pipe
            [sys.executable, "-m", _MODULE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT,
            env=_environment() | {"TMPDIR": self._folder.name},
        )  # fmt: skip
        files = {name: base64.b64encode(x).decode() for name, x in (outfit.files or {}).items()}
        told = {"limits": asdict(self._limits), "styles": outfit.styles, "files": files}
        try:
            channel.send_json(_written(child), told)
        except channel.HungUp:
            _log.error("The child that draws pages does not start")  # the page finds nobody, and says so
        return child

    def _stop(self) -> None:
        """End the child, if there is one, and what it left in its folder."""
        child, self._child, self._drawn = self._child, None, 0
        if child is not None:
            child.kill()
            for stream in (child.stdin, child.stdout):
                _closed(stream)
            child.wait()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def close(self) -> None:
        """At the end of the process."""
        with self._lock:
            self._stop()


def of_this_process(outfit: Callable[[], Outfit]) -> Drawer:
    """A drawer that goes with its process and that a forked one does not share."""
    drawer = Drawer(outfit)
    atexit.register(drawer.close)
    os.register_at_fork(after_in_child=drawer.forget)
    return drawer


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _written(child: subprocess.Popen[bytes]) -> Any:
    return cast(IO[bytes], child.stdin)


def _read(child: subprocess.Popen[bytes]) -> Any:
    return cast(IO[bytes], child.stdout)


def _closed(stream: IO[bytes] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except BrokenPipeError:
        pass  # what was left to be said has nobody to hear it

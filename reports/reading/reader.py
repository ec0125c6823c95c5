"""Have an upload read by a child process, and wait no longer than it may take."""

import json
import os
import subprocess
import sys
from pathlib import Path

from . import limits
from .book import Book, Refused

_ROOT = Path(__file__).resolve().parents[2]
_TOO_MUCH = "文件读取超出允许的时间或内存，未导入。请只保留需要导入的内容，另存后再上传。"
_MODULE = "reports.reading.child"
_KEPT = (
    "PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT", "PYTHONPYCACHEPREFIX",
)  # fmt: skip


def read(content: bytes) -> Book:
    """What is in the file. Raises Refused with a sentence for the person who sent it."""
    if not content:
        raise Refused("文件是空的。")
    if len(content) > limits.FILE_BYTES:
        raise Refused(f"文件超过{limits.FILE_BYTES // limits.MIB}MB，请删去图片和无关内容后再上传。")
    try:
        done = subprocess.run(  # nosec B603 # noqa: S603 - our own module; the file comes by stdin
            [sys.executable, "-m", _MODULE],
            input=content, capture_output=True, timeout=limits.SECONDS, cwd=_ROOT, env=_environment(),
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise Refused(_TOO_MUCH) from late
    return _answer(done)


def _answer(done: subprocess.CompletedProcess[bytes]) -> Book:
    try:
        answer = json.loads(done.stdout)
    except ValueError as broken:
        raise Refused(_TOO_MUCH) from broken
    if "book" not in answer:
        raise Refused(answer["refused"])
    return Book.from_json(answer["book"])


def _environment() -> dict[str, str]:
    """Nothing secret goes to the process that reads foreign files."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}

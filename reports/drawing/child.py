"""The child process: limits itself, then draws one page after the other until the parent hangs up.

It starts without Django, without a database and without secrets; the page and its fonts come by the pipe.
"""

import base64
import resource
import struct
import sys
import traceback
from pathlib import Path

from . import channel
from .limits import Limits


def main() -> None:
    """Serve until standard input ends."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not get between the answers
    told = channel.receive_json(asked)
    limits = Limits(**told["limits"])
    from .engine import Engine  # takes a second; before the limits are set, as it is ours

    limit(limits)
    engine = Engine(told["styles"], {name: base64.b64decode(x) for name, x in told["files"].items()})
    while True:
        try:
            page = channel.receive_json(asked)
        except channel.HungUp:
            return
        more_processor_time(limits.processor_seconds)
        channel.send(answers, answer(engine, page))


def answer(engine: object, page: object) -> bytes:
    """The drawn page, or why there is none."""
    try:
        pdf: bytes = engine.draw(page)  # type: ignore[attr-defined]
    except MemoryError:
        return channel.FAILED + b"memory"
    except Exception:  # whatever is wrong with one page, the next one may be right
        return channel.FAILED + traceback.format_exc().encode()
    return channel.DRAWN + struct.pack(">Q", resident()) + pdf


def limit(limits: Limits) -> None:
    """From here on never more memory than allowed, no large file, no core."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def more_processor_time(seconds: int) -> None:
    """The limit of a process counts from its start: each document gets its own share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def resident() -> int:
    """Bytes in memory now. The peak that the system counts begins with that of the parent process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main()

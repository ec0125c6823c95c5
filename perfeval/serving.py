"""The start command: gunicorn and, unless a broker is named, the workers, as one group of processes.

    python -m perfeval.serving -c deploy/gunicorn.conf.py

Arguments go to gunicorn. A worker that ends is started again; when gunicorn ends, so does all.
"""

import os
import signal
import subprocess  # nosec B404
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_PAUSE = 30.0
"""Seconds before a worker that keeps ending is started again."""
PATIENCE = 70.0
"""Seconds for what is being done when the group is to end."""
Process = subprocess.Popen[bytes]


class Worker:
    """One worker, always running; `pause` doubles while it ends soon after its start."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pause = 0.0
        self.start()

    def start(self) -> None:
        self.process: Process = _child("manage.py", "work", f"--name={self.name}")
        self.began = time.monotonic()

    def look_after(self) -> None:
        """Start it again once it has ended and the pause is over."""
        if self.process.poll() is None:
            return
        lived = time.monotonic() - self.began
        if lived < self.pause:
            return
        self.pause = min(LONGEST_PAUSE, max(1.0, self.pause * 2)) if lived < LONGEST_PAUSE else 0.0
        self.start()


def number_of_workers() -> int:
    """With a broker, workers run for themselves."""
    return 0 if os.environ.get("BROKER_URL") else int(os.environ.get("PERFEVAL_WORKERS", "1"))


def _child(*arguments: str) -> Process:
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT)  # noqa: S603  # nosec B603


def main(arguments: Sequence[str]) -> int:
    """Run until gunicorn ends or a signal comes; the exit code is gunicorn's."""
    web = _child("-m", "gunicorn", *arguments, "perfeval.wsgi")
    workers = [Worker(str(number)) for number in range(1, number_of_workers() + 1)]
    asked: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: asked.append(number))
    signal.signal(signal.SIGHUP, lambda number, frame: web.send_signal(signal.SIGHUP))
    while not asked and web.poll() is None:
        for worker in workers:
            worker.look_after()
        time.sleep(0.2)
    _end([web, *(worker.process for worker in workers)])
    return 0 if asked else web.returncode


def _end(processes: Sequence[Process]) -> None:
    """Ask all to end what they do; who does not in time is killed."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""/metrics tells what all processes of a machine answered, whichever is asked and whichever was killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from http.client import HTTPException
from pathlib import Path

import pytest

from .hosts import ROOT, made
from .serving import wait_until

pytestmark = pytest.mark.slow
PAGE = "/accounts/login/"


def children(pid):
    return [int(x) for x in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


class Machine:
    """The start command of the documentation with two processes; `shared` is what systemd gives them."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.shared = folder / "run"
        environment = made(folder, "sqlite").environment | {
            "GUNICORN_BIND": self.address, "GUNICORN_WORKERS": "2", "PERFEVAL_WORKERS": "0",
            "PERFEVAL_METRICS_FROM": "127.0.0.1", "RUNTIME_DIRECTORY": str(self.shared),
        }  # fmt: skip
        self.shared.mkdir()
        self.log = (folder / "log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "perfeval.serving", "-c", "deploy/gunicorn.conf.py"],
            cwd=ROOT, env=environment, start_new_session=True, stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=60) as answer:
                return answer.read().decode()
        except (OSError, HTTPException):
            return ""

    def processes(self):
        """Those that answer."""
        return [pid for master in children(self.process.pid) for pid in children(master)]

    def each(self):
        """One process after the other, alone: the rest hold still meanwhile."""
        for pid in self.processes():
            others = set(self.processes()) - {pid}
            for other in others:
                os.kill(other, signal.SIGSTOP)
            yield pid
            for other in others:
                os.kill(other, signal.SIGCONT)

    def counted(self):
        """Answered pages, as each process says."""
        pattern = re.compile(r"^perfeval_request_seconds_count (\S+)", re.MULTILINE)
        return [float(pattern.search(self.get("/metrics"))[1]) for _ in self.each()]

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@pytest.fixture
def machine(tmp_path):
    running = Machine(tmp_path / "host")
    wait_until("both processes answer", lambda: len(running.processes()) == 2 and running.get("/readyz"))
    yield running
    running.stop()


def test_requests_of_all_processes_are_counted_also_of_those_that_ended(machine):
    for _ in machine.each():
        assert all(machine.get(PAGE) for _ in range(3))
    assert machine.counted() == [6, 6]

    first = machine.processes()[0]
    os.kill(first, signal.SIGKILL)
    wait_until("another follows", lambda: len({*machine.processes()} - {first}) == 2 and machine.counted())
    assert machine.counted() == [6, 6]
    for _ in machine.each():
        assert machine.get(PAGE)

    assert machine.counted() == [8, 8]
    assert sorted(x.name for x in machine.shared.glob("*/*")) == [
        "counter_1.db", "counter_2.db", "histogram_1.db", "histogram_2.db",
    ]  # fmt: skip


def test_nothing_is_left_of_the_counts_when_the_service_ends(machine):
    assert list(machine.shared.iterdir())

    machine.process.terminate()
    machine.process.wait(60)

    assert not list(machine.shared.iterdir())

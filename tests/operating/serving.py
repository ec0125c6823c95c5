"""What may be killed: gunicorn over a host's database, and a PostgreSQL of one's own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.db import connection

from .browsing import Browser
from .hosts import ROOT, Host

PATIENCE = 120
"""Seconds after which what is waited for will not come, however busy the machine is."""


def wait_until(what: str, is_so: Callable[[], bool]) -> None:
    """Ask again and again."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0.02)


class Server:
    """gunicorn as `./dev run` starts it; loaded before it forks, so that a killed worker is soon replaced."""

    def __init__(self, host: Host, *options: str) -> None:
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            self.port: int = place.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "perfeval.wsgi", "--threads", "8", "--preload"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--log-level", "critical", *options]
        environment = host.environment | {"PERFEVAL_LOG_LEVEL": "CRITICAL", "PYTHONWARNINGS": "ignore"}
        self.log = (host.folder / "gunicorn.log").open("a")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, stdout=self.log, stderr=self.log
        )
        self.wait_until_ready()

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill(self) -> None:
        """kill -9 of what answers requests; gunicorn starts another."""
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def wait_until_ready(self) -> None:
        """A request is answered, with the database behind it."""
        wait_until("the server is ready", lambda: Browser(self.port).get("/readyz").status == 200)

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


class Cluster:
    """A PostgreSQL of one's own: a killed backend takes the connections of the whole cluster with it.

    What was committed is in the log when it is acknowledged (synchronous_commit); only the disk is not waited
    for, which nothing but a crash of the machine would show.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with connection.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
            self.programs = Path(cursor.fetchone()[0])
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres", folder], check=True)
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        with (self.folder / f"{program}.log").open("w") as log:
            subprocess.run(command, cwd=self.folder, check=True, stdout=log, stderr=log)

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)

    def is_there(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")


class BackendKiller:
    """Finds the backend at work through a connection made before, and waits until the crash is over."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.open()

    def open(self) -> None:
        """One connection to look with, and one to kill where the server has none."""
        self.watch, self.spare = self.cluster.connect(), self.cluster.connect()

    def close(self) -> None:
        self.watch.close()
        self.spare.close()

    def kill(self) -> None:
        """kill -9 of a backend in a transaction, else of one that waits."""
        found = self.watch.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() ORDER BY xact_start IS NULL, pid = %s LIMIT 1",
            [self.spare.info.backend_pid],
        ).fetchone()
        assert found
        os.kill(int(str(found[0])), signal.SIGKILL)

    def wait_until_recovered(self) -> None:
        """Every connection is broken first, then new ones are taken again."""
        wait_until("the cluster notices", self._is_broken)
        wait_until("the cluster recovers", self.cluster.is_there)
        self.close()
        self.open()

    def _is_broken(self) -> bool:
        try:
            self.watch.execute("SELECT 1")
        except psycopg.OperationalError:
            return True
        return False

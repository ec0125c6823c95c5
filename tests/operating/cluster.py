"""Web processes and workers as operators start them, on a copy of the test's rows; killed as machines die."""

import copy
import hashlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from departments import filed_figures
from departments.models import Assessment, Department, Submission
from tests import factories

from .hosts import ROOT, Host

LEASE = 4
"""Seconds after which what a killed worker held is another's."""
PATIENCE = 240


def filed(like: Submission, number: int) -> None:
    """So many approved self-assessments, each a copy of one under another name."""
    authority, year = like.assessment.fiscal_year.authority, like.assessment.fiscal_year
    for at in range(1, number + 1):
        place = factories.department(f"第{at}号部门", code=f"42011150{at:04d}", parent=authority)
        Assessment.objects.bulk_create([_assessment(place, year, like)])
    rows = Assessment.objects.filter(department__code__startswith="42011150").select_related("department")
    for made in Submission.objects.bulk_create(_submission(like, row) for row in rows):
        filed_figures.keep(made)


def _assessment(place: Department, year, like):
    row = Assessment(department=place, fiscal_year=year, status="approved", approved_at=timezone.now(),
                     approved_by=like.submitted_by)  # fmt: skip
    row.place()
    return row


def _submission(like: Submission, row: Assessment) -> Submission:
    again = copy.copy(like)
    again.pk, again.assessment = None, row
    again.facts = like.facts | {"department": {**like.facts["department"], "name": row.department_name}}
    again.sha256 = hashlib.sha256(str(row.pk).encode()).hexdigest()
    return again


class Cluster:
    """Processes on one database; `broker` is the folder of a Redis, "" for the queue in the database."""

    def __init__(self, folder: Path, *, broker: bool) -> None:
        self.host = Host(folder)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = (folder / "log").open("ab")
        keys = ",".join(f"{name}={key}" for name, key in settings.AUDIT_KEYS.items())
        self.environment = self.host.environment | {
            "PERFEVAL_LEASE_SECONDS": str(LEASE), "PERFEVAL_SECRET_KEY": settings.SECRET_KEY,
            "PERFEVAL_AUDIT_KEYS": keys,
        }  # fmt: skip
        if connection.vendor == "postgresql":
            user = connection.settings_dict["USER"]
            self.environment["DATABASE_URL"] = f"postgres://{user}@/{connection.settings_dict['NAME']}"
        else:
            copied = sqlite3.connect(folder / "db.sqlite3")
            connection.ensure_connection()
            connection.connection.backup(copied)
            copied.close()
        if broker:
            self._start_broker(folder)

    def _start_broker(self, folder: Path) -> None:
        place = Path("/tmp") / f"perfeval-redis-{os.getpid()}.sock"  # noqa: S108 - a socket's path is short
        self.start(shutil.which("redis-server"), "--port", "0", "--unixsocket", str(place),
                   "--save", "", "--dir", str(folder))  # fmt: skip
        self.environment["BROKER_URL"] = f"redis+socket://{place}"

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """A process with a group of its own, so that all of it can be killed."""
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self.processes.append(process)
        return process

    def serve(self) -> tuple["subprocess.Popen[bytes]", str]:
        """The start command on a free port, and its address once it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        bind = ("--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning")
        return self.start(sys.executable, "-m", "perfeval.serving", *bind), f"http://127.0.0.1:{port}"

    def work(self, name: str) -> "subprocess.Popen[bytes]":
        return self.start(sys.executable, "manage.py", "work", f"--name={name}")

    @staticmethod
    def kill(process: "subprocess.Popen[bytes]") -> None:
        """kill -9 of the process and all it started."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
        self.log.close()

    def ask(self, sql: str) -> list[tuple]:
        """Rows as they stand in the database of the processes."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with sqlite3.connect(self.host.folder / "db.sqlite3", timeout=20) as here:
            return here.execute(sql).fetchall()

    def counts(self) -> dict[str, int]:
        """State → parts in it."""
        asked = "SELECT state, count(*) FROM departments_batchitem WHERE step = 'part' GROUP BY state"
        return dict(self.ask(asked))

    def wait_for(self, condition) -> None:
        """Until it holds; the log is shown where it does not in time."""
        until = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until, (self.host.folder / "log").read_text("utf-8")[-5000:]
            time.sleep(0.1)

    def is_finished(self) -> bool:
        return bool(self.ask("SELECT 1 FROM departments_batch WHERE finished_at IS NOT NULL"))

    def issued(self) -> list[int]:
        """How many documents were issued for each submission that has any."""
        asked = "SELECT submission_id, count(*) FROM departments_issueddocument GROUP BY submission_id"
        return [number for _, number in self.ask(asked)]


class Browser:
    """Somebody signed in, on one of the web processes."""

    def __init__(self, address: str, client: Client) -> None:
        self.address, self.jar = address, http.cookiejar.CookieJar()
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.opener.addheaders = [("Cookie", f"{cookie.key}={cookie.value}")]

    def get(self, path: str) -> bytes:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return answer.read()

    def post(self, path: str, **data: object) -> str:
        """Fill in the form of the page; the path one is led to."""
        page = self.get(path).decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        fields = urllib.parse.urlencode(data | {"csrfmiddlewaretoken": token}, doseq=True).encode()
        session, csrf = self.opener.addheaders[0][1], next(x for x in self.jar if x.name == "csrftoken")
        self.opener.addheaders = [("Cookie", f"{session}; csrftoken={csrf.value}")]
        with self.opener.open(self.address + path, fields, timeout=60) as answer:
            return urllib.parse.urlsplit(answer.url).path

    def is_up(self) -> bool:
        try:
            return self.get("/healthz") == b"ok\n"
        except OSError:
            return False

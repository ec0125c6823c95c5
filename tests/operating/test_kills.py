"""kill -9 in the middle of a save, 送审, an import: what was acknowledged is there, once, and never a part.

The moments are random; their seed is printed. The database backend is killed on PostgreSQL only, in a cluster
of its own; SQLite has none, and the process killed there is the one that writes.
"""

import random
import shutil
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from tests import migrated
from tests.factories import PASSWORD

from .browsing import Browser
from .hosts import Host
from .killed_acts import WORLD, AddRow, EditRow, Import, Submit
from .serving import PATIENCE, BackendKiller, Cluster, Server

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("django_db_setup")]


@pytest.fixture(scope="module")
def cluster(django_db_setup, django_db_blocker):
    """The PostgreSQL that may be killed; None on SQLite."""
    if connection.vendor == "sqlite":
        yield None
        return
    folder = tmp_folder()
    with django_db_blocker.unblock():
        made = Cluster(folder)
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def tmp_folder():
    """A short path that another user may enter: a socket's name has at most 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="perfeval-kill."))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def host(cluster, tmp_path_factory):
    """A migrated database with two self-assessments; `assessments` are their keys."""
    made = Host(tmp_path_factory.mktemp("host"), "postgres" if cluster else "")
    if cluster:
        made.environment |= {"PGHOST": str(cluster.folder), "DATABASE_URL": "postgres://postgres@/postgres"}
    if cluster or not migrated.begun(made.folder / "db.sqlite3"):
        made.done("migrate", "--verbosity", "0")
    made.workbook = made.folder / "book.xlsx"
    made.assessments = made.shell(f"FILE = {str(made.workbook)!r}\n{WORLD}").split()
    return made


@pytest.fixture(scope="module")
def server(host):
    made = Server(host)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser(server):
    made = Browser(server.port)
    made.sign_in("tianbao", PASSWORD)
    return made


@pytest.fixture
def rows(cluster, host):
    """What a query finds, seen from outside the server."""

    def found(query):
        with cluster.connect() if cluster else sqlite3.connect(host.folder / "db.sqlite3") as database:
            return [tuple(row) for row in database.execute(query).fetchall()]

    return found


@pytest.fixture
def killing_web(server):
    return server.kill, server.wait_until_ready


@pytest.fixture
def killing_backend(cluster, server):
    killer = BackendKiller(cluster)

    def ready():
        killer.wait_until_recovered()
        server.wait_until_ready()

    yield killer.kill, ready
    killer.close()


SAVED, SUBMITTED = 0, 1
ACTS = ((AddRow, SAVED, 5), (EditRow, SAVED, 5), (Submit, SUBMITTED, 10), (Import, SAVED, 10))
"""What is done to which of the two self-assessments, and how often that is killed: each ten times."""
VICTIMS = ["web", pytest.param("backend", marks=pytest.mark.postgres)]


def survive(act, kill, ready, times, dice):
    """Kill so often, each time at another moment of the act; returns how often it had been done by then."""
    took, done = first(act), 0
    for _ in range(times):
        act.prepare()
        acknowledged = []
        clicking = threading.Thread(target=lambda: acknowledged.append(act.click()))  # noqa: B023
        clicking.start()
        time.sleep(dice.random() * took)
        kill()
        clicking.join(PATIENCE)
        ready()
        there = act.times_done()
        assert there == 1 if acknowledged == [True] else there in (0, 1)
        done += there
        act.repeat()
        assert act.times_done() == 1
    act.finish()
    return done


def first(act):
    """Seconds the act takes undisturbed."""
    act.prepare()
    began = time.monotonic()
    assert act.click()
    assert act.times_done() == 1
    return time.monotonic() - began


def survive_all(request, victim, factor=1):
    """Each act, killed so often; then the audit record rebuilds every row."""
    kill, ready = request.getfixturevalue(f"killing_{victim}")
    host, browser, rows = (request.getfixturevalue(name) for name in ("host", "browser", "rows"))
    seed = random.randrange(10**9)  # noqa: S311
    print(f"seed {seed}")  # noqa: T201
    dice = random.Random(seed)  # noqa: S311
    for kind, which, times in ACTS:
        act = kind(browser, rows, int(host.assessments[which]), host.workbook)
        done = survive(act, kill, ready, times * factor, dice)
        print(f"{kind.__name__}: {done} of {times * factor} were done when the kill came")  # noqa: T201
    host.done("verify_audit", "--rows")


@pytest.mark.parametrize("victim", VICTIMS)
def test_ten_kills_during_each_act_lose_nothing(request, victim):
    survive_all(request, victim)


@pytest.mark.long
@pytest.mark.parametrize("victim", VICTIMS)
def test_fifty_kills_during_each_act_lose_nothing(request, victim):
    survive_all(request, victim, factor=5)

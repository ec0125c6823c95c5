"""Workers killed midway lose nothing, make nothing twice and count right: many machines, and one alone."""

import hashlib
import io
import os
import re
import shutil
import signal
from pathlib import Path
from zipfile import ZipFile

import pytest

from reports.batches import zipping

from .cluster import Browser, Cluster, filed

NEW = "/batches/new/documents/"
ASKED = {"states": ["approved"], "formats": ["xlsx"]}
NUMBERS = [
    pytest.param(200, id="200", marks=pytest.mark.slow),
    pytest.param(1000, id="1000", marks=pytest.mark.long),
]
pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def started(submission, manager, signed_in, tmp_path):
    """A cluster on the rows of a county; everything of it ends with the test."""
    running = []

    def start(number, *, broker):
        filed(submission, number)
        client = signed_in(manager)
        cluster = Cluster(tmp_path / "cluster", broker=broker)
        running.append(cluster)
        return cluster, client

    yield start
    for cluster in running:
        cluster.stop()


def progress(browser, path):
    """Settled and all, as the page says."""
    text = browser.get(f"{path}progress/").decode()
    return tuple(int(x) for x in re.search(r"<strong>(\d+)</strong>/(\d+)个部门", text).groups())


def all_there(cluster, browser, path, number):
    """Every department's document is in the archive once, whole, and was issued once."""
    assert cluster.counts() == {"done": number}
    assert cluster.issued() == [1] * number
    assert len(list((cluster.host.folder / "media/documents").glob("[!.]*"))) == number
    archive = ZipFile(io.BytesIO(browser.get(f"{path}archive.zip")))
    lines = archive.read(zipping.CHECKSUMS).decode().splitlines()
    assert len({line.split("  ", 1)[1] for line in lines}) == number
    assert all(
        hashlib.sha256(archive.read(name)).hexdigest() == digest
        for digest, name in (line.split("  ", 1) for line in lines)
    )
    assert progress(browser, path) == (number, number)


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is missing")
@pytest.mark.parametrize("number", NUMBERS)
def test_many_machines_with_a_broker(started, number):
    cluster, client = started(number, broker=True)
    first, second = (Browser(cluster.serve()[1], client) for _ in range(2))
    workers = [cluster.work(name) for name in ("1", "2")]
    cluster.wait_for(lambda: first.is_up() and second.is_up())
    path = first.post(NEW, **ASKED)
    seen = []

    def is_half_way():
        seen.append(progress(second, path)[0])
        counts = cluster.counts()
        return counts.get("done", 0) >= number * 2 // 5 and counts.get("running", 0) == 2

    cluster.wait_for(is_half_way)
    cluster.kill(workers[0])
    assert not cluster.is_finished()
    cluster.wait_for(lambda: seen.append(progress(second, path)[0]) or cluster.is_finished())

    assert seen == sorted(seen)
    all_there(cluster, second, path, number)


@pytest.mark.parametrize("number", NUMBERS)
def test_one_machine_with_nothing_installed(started, number):
    cluster, client = started(number, broker=False)
    server, address = cluster.serve()
    browser = Browser(address, client)
    cluster.wait_for(browser.is_up)
    path = browser.post(NEW, **ASKED)

    cluster.wait_for(lambda: cluster.counts().get("done", 0) >= number // 5)
    kill_worker_of(server)
    cluster.wait_for(lambda: cluster.counts().get("done", 0) >= number // 2)
    cluster.kill(server)  # the machine is restarted
    assert not cluster.is_finished()
    before = cluster.counts()["done"]
    _, address = cluster.serve()
    browser = Browser(address, client)
    cluster.wait_for(browser.is_up)
    assert progress(browser, path)[0] >= before
    cluster.wait_for(cluster.is_finished)

    all_there(cluster, browser, path, number)


def kill_worker_of(server):
    """kill -9 of the worker alone; the start command starts another."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            parent = re.search(r"PPid:\s*(\d+)", (process / "status").read_text())[1]
        except OSError:
            continue
        if b"work" in command and int(parent) == server.pid:
            return os.kill(int(process.name), signal.SIGKILL)
    raise AssertionError("no worker was started")

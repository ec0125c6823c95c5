"""Official documents in bulk: ./dev bench documents [COUNT]

One job of COUNT documents (1000) by two workers, from the button to the archive, beside two headless Chromium
that only print the same page as often. Memory is what the processes hold together (PSS).
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from .databases import ready
from .pdf import chromium_warm, in_two, page_for_chromium

ROOT = Path(__file__).resolve().parents[2]
FIRST = 100
"""Documents after which memory is looked at for the first time."""
MIB = 1024 * 1024
EVERY = 0.25
"""Seconds between two looks."""


def pss(root: int) -> int:
    """Bytes a process and everything below it hold, shared pages divided among those who share them."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found = re.search(r"^PPid:\s*(\d+)", (folder / "status").read_text(), re.MULTILINE)
        except OSError:
            continue
        if found:
            parents[int(folder.name)] = int(found[1])
    family, before = {root}, 0
    while len(family) != before:
        before = len(family)
        family |= {pid for pid, parent in parents.items() if parent in family}
    return sum(map(_held, family))


def _held(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s*(\d+)", rollup, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


class Watch:
    """The most that some processes held at once."""

    def __init__(self, held: Callable[[], int]) -> None:
        self.peak, self._held, self._over = 0, held, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self.peak = max(self.peak, self._held())

    def end(self) -> int:
        self._over.set()
        self._thread.join()
        return self.peak


def filed(count: int) -> None:
    """The demonstration, submitted, and so many approved copies of it."""
    from django.core.management import call_command

    from departments.models import Assessment, Membership
    from tests import factories
    from tests.operating.cluster import filed as copied

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0, stdout=StringIO())
    row = Assessment.objects.get(fiscal_year__year=2020)
    preparer = Membership.objects.get(department=row.department, role="preparer").user
    factories.explain_everything(row)
    copied(factories.submission(row, by=preparer), count)


def job(count: int) -> tuple[float, int, int]:
    """Seconds of the job, and the peaks of two workers after `FIRST` documents and at the end."""
    from departments import batches
    from departments.models import Membership
    from reports.batches import starting
    from reports.batches.choosing import scope_of

    workers = [
        subprocess.Popen([sys.executable, "manage.py", "work", f"--name={n}"], cwd=ROOT) for n in (1, 2)
    ]
    time.sleep(15)
    watch = Watch(lambda: sum(pss(x.pid) for x in workers))
    manager = Membership.objects.get(role="manager", department__name__contains="东西湖").user
    rows, began, early = scope_of(manager, "documents"), time.monotonic(), 0
    batch = starting.start_documents(
        rows, selection="全部部门", states=["approved"], formats=["pdf"], summary=False, key="", by=manager
    )
    while batch.finished_at is None:
        time.sleep(EVERY)
        batch.refresh_from_db()
        if not early and batches.progress(batch).settled >= min(FIRST, count // 2):
            early = watch.peak
    taken, found = time.monotonic() - began, batches.progress(batch)
    assert (found.done, found.failed) == (count, 0), found
    for worker in workers:
        worker.terminate()
        worker.wait()
    return taken, early, watch.end()


def main(count: int = 1000) -> None:
    folder = tempfile.mkdtemp()
    ready(folder)
    filed(count)
    before = children()
    taken, early, late = job(count)
    ours = children() - before
    page_for_chromium(Path(folder))
    watch, before = Watch(lambda: pss(os.getpid()) - _held(os.getpid())), children()
    theirs = in_two(chromium_warm, folder, count=count // 2)
    chromium, printing = watch.end(), children() - before
    rows = (
        ("documents/s", f"{count / taken:.2f}", f"{theirs:.2f}"),
        ("processor seconds each, with the start", f"{ours / count:.2f}", f"{printing / count:.2f}"),
        (f"MiB after {min(FIRST, count // 2)} documents", f"{early / MIB:.0f}", ""),
        ("MiB at most", f"{late / MIB:.0f}", f"{chromium / MIB:.0f}"),
    )
    print(f"{count} documents{'':29}{'ours':>8}{'Chromium':>10}")  # noqa: T201
    for title, mine, other in rows:
        print(f"{title:40}{mine:>8}{other:>10}")  # noqa: T201
    shutil.rmtree(folder)


def children() -> float:
    """Processor seconds of everything that was started here and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(*(int(x) for x in sys.argv[1:]))

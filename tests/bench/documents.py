"""Official documents in bulk: ./dev bench documents [COUNT]

One job of COUNT documents (1000) by two workers, from the button to the archive, beside two headless Chromium
that only print the same page as often. Memory is what the processes hold together (PSS).
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
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


def family(roots: Iterable[int]) -> set[int]:
    """Processes and everything below them."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if found := _line(folder / "status", r"^PPid:\s*(\d+)"):
            parents[int(folder.name)] = found
    found_now, before = set(roots), 0
    while len(found_now) != before:
        before = len(found_now)
        found_now |= {pid for pid, parent in parents.items() if parent in found_now}
    return found_now


def _line(path: Path, pattern: str) -> int:
    """The number in a file of /proc; 0 for a process that has ended."""
    try:
        found = re.search(pattern, path.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _used(pid: int) -> int:
    """Ticks of the processor: its own, and those of children it has waited for."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(x) for x in after_name[11:15])


class Watch:
    """The most that processes below some roots held at once, and what they used of the processor."""

    def __init__(self, *roots: int, without: int = 0) -> None:
        self.peak, self._roots, self._without = 0, roots, without
        self._ticks: dict[int, int] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            members = family(self._roots) - {self._without}
            held = sum(_line(Path(f"/proc/{pid}/smaps_rollup"), r"^Pss:\s*(\d+)") for pid in members)
            self.peak = max(self.peak, held * 1024)
            for pid in members:
                self._ticks[pid] = max(self._ticks.get(pid, 0), _used(pid))

    def end(self) -> "Watch":
        self._over.set()
        self._thread.join()
        return self

    @property
    def seconds(self) -> float:
        """Of the processor, as seen at the last look at each process."""
        return sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK")


def filed(count: int) -> None:
    """The demonstration, submitted, and approved copies of it until there are so many."""
    from django.core.management import call_command

    from departments.models import Assessment, Membership
    from tests import factories
    from tests.operating.cluster import filed as copied

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0, stdout=StringIO())
    row = Assessment.objects.get(fiscal_year__year=2020, status="draft")
    there = Assessment.objects.filter(status="approved").count()
    preparer = Membership.objects.get(department=row.department, role="preparer").user
    factories.explain_everything(row)
    copied(factories.submission(row, by=preparer), count - there)


def job(count: int) -> tuple[float, int, Watch]:
    """Seconds of the job, the peak of two workers after `FIRST` documents, and what was seen of them."""
    from departments import batches
    from departments.models import Membership
    from reports.batches import starting
    from reports.batches.choosing import scope_of

    # In sessions of their own, as browsers are: the scheduler divides a busy machine among sessions.
    command = (sys.executable, "manage.py", "work", "--name")
    workers = [subprocess.Popen([*command, n], cwd=ROOT, start_new_session=True) for n in ("1", "2")]
    time.sleep(15)
    watch = Watch(*(x.pid for x in workers))
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
    watch.end()
    for worker in workers:
        worker.terminate()
        worker.wait()
    return taken, early, watch


def main(count: int = 1000) -> None:
    folder = tempfile.mkdtemp()
    ready(folder)
    filed(count)
    taken, early, ours = job(count)
    page_for_chromium(Path(folder))
    watch = Watch(os.getpid(), without=os.getpid())
    theirs = in_two(chromium_warm, folder, count=count // 2)
    watch.end()
    used = [f"{x.seconds / count:.2f}" for x in (ours, watch)]
    rows = (
        ("documents/s", f"{count / taken:.2f}", f"{theirs:.2f}"),
        ("processor seconds each, with the start", *used),
        (f"MiB after {min(FIRST, count // 2)} documents", f"{early / MIB:.0f}", ""),
        ("MiB at most", f"{ours.peak / MIB:.0f}", f"{watch.peak / MIB:.0f}"),
    )
    print(f"{count} documents{'':29}{'ours':>8}{'Chromium':>10}")  # noqa: T201
    for title, mine, other in rows:
        print(f"{title:40}{mine:>8}{other:>10}")  # noqa: T201
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(*(int(x) for x in sys.argv[1:]))

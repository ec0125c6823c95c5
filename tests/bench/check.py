"""The quick ratios of the benchmarks beside their limits; 1 when one is exceeded. ./dev bench --check

Both sides of a ratio run in turn in one process; each counts with the least processor time of its runs, which
others on the machine hardly touch. A ratio above its limit is measured once more before it counts.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from .databases import databases, ready, use

RUNS, SAVES = 5, 25
FEW, MANY, LINES, ROWS = 100, 1_000, 2_000, 1_000
"""Departments beside a save; departments of a 汇总表; rows of a workbook."""
WORKBOOK = 6.5
"""Above what was measured: few rows, and the child that reads an upload takes its time to start."""
SHORT, LONG = 10, 100
"""Reports in a short and in a long text."""
Pair = tuple[Callable[[], Any], Callable[[], Any]]


@dataclass(frozen=True)
class Found:
    """One ratio: seconds of the processor on either side."""

    name: str
    ours: float
    other: float
    most: float

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    @property
    def is_exceeded(self) -> bool:
        return self.ratio > self.most


def spent(action: Callable[[], Any]) -> float:
    """Seconds of the processor here and in children that have ended."""
    before = _so_far()
    action()
    return _so_far() - before


def _so_far() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def best(pair: Pair, runs: int = RUNS) -> tuple[float, float]:
    """The least of several runs, the sides in turn."""
    times = [(spent(pair[0]), spent(pair[1])) for _ in range(runs)]
    return min(x for x, _ in times), min(x for _, x in times)


def measured(name: str, most: float, pair: Pair, runs: int = RUNS, part: float = 1) -> Found:
    """`part`: how many times as much the first side does, where the cost of one piece is compared."""
    found = [_once(name, most, pair, runs, part)]
    if found[0].is_exceeded:
        found.append(_once(name, most, pair, runs, part))
    return min(found, key=lambda x: x.ratio)


def _once(name: str, most: float, pair: Pair, runs: int, part: float) -> Found:
    ours, other = best(pair, runs)
    return Found(name, ours / part, other, most)


def checker() -> Iterator[Found]:
    """Examining a text costs about the same for each character, however long it is."""
    from departments.validation.narrative import examine
    from tests.narrative.generator import reports

    texts = [x.text for x in reports(LONG, 1)]
    short, long = "\n".join(texts[:SHORT]), "\n".join(texts)
    new = count(1)  # sentences of a text that was read before are kept

    def reading(text: str) -> Callable[[], Any]:
        return lambda: examine([("", "", "文" * next(new) + "。\n" + text)]).faults

    pair = reading(long), reading(short)
    part = len(long) / len(short)
    yield measured(f"文字检查，每字，{LONG}份 ÷ {SHORT}份", 1.5, pair, part=part)


def summary() -> Iterator[Found]:
    from . import summary as bench

    found = bench.lines(LINES)
    rows = bench.cells(found)
    pair = (lambda: bench.ours(found)), (lambda: bench.bare(rows))
    yield measured(f"汇总表{LINES}个部门 ÷ openpyxl只写", 1.5, pair)


def workbook() -> Iterator[Found]:
    """On the present database."""
    from io import BytesIO

    from openpyxl import load_workbook

    from reports.workbook import importing
    from tests import factories

    from . import workbook as bench

    authority = factories.authority("另一财政局")
    department = factories.department("另一局", parent=authority)
    assessment = factories.complete_assessment(department, factories.fiscal_year(authority))
    for case, called in ((bench.added, "新增"), (bench.changed, "修改")):
        content = case(assessment, ROWS)
        ours = _checking(importing, assessment, content)
        other = _reading(load_workbook, BytesIO, content)
        yield measured(f"导入工作簿，{called}{ROWS}行 ÷ openpyxl只读", WORKBOOK, (ours, other), runs=3)


def _checking(importing: Any, assessment: Any, content: bytes) -> Callable[[], Any]:
    return lambda: importing.preview(importing.upload(assessment, "x.xlsx", content, by=None))


def _reading(load: Any, opened: Any, content: bytes) -> Callable[[], Any]:
    return lambda: [list(x.values) for x in load(opened(content)).worksheets]


def autosave(few: str, many: str) -> Iterator[Found]:
    """One cell saved beside many departments and beside few: two databases, filled from one."""
    from . import autosave as bench

    use(few)
    pages = {few: bench.savers(FEW)}
    use(few)  # closed, so that the file is whole
    shutil.copy(few, many)
    use(many)
    saver = next(iter(pages[few].values()))
    bench.crowd(saver.row.goal.assessment, MANY)
    for section, page in pages[few].items():
        sides = (_saving(many, page), _saving(few, page))
        yield measured(f"自动保存{section}，{MANY}个部门 ÷ {FEW}个", 1.3, sides, runs=SAVES)


def _saving(name: str, page: Any) -> Callable[[], Any]:
    def save() -> None:
        use(name)
        page.save()

    return save


def main() -> int:
    """Print every ratio beside its limit."""
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        found = [*checker(), *summary()]
        with databases(folder, "few") as names:
            few = names["few"]
            found += autosave(few, str(Path(folder) / "many.sqlite3"))
            use(few)
            found += workbook()
        use(few)
    return judged(found)


def judged(found: Sequence[Found]) -> int:
    """The table; 1 when a limit is exceeded."""
    for row in found:
        verdict = "EXCEEDED" if row.is_exceeded else "ok"
        line = (
            f"{row.ratio:6.2f}  at most {row.most:4.2f}  {row.ours * 1000:9.1f} ÷ {row.other * 1000:9.1f} ms"
        )
        print(f"{verdict:9}{line}  {row.name}")  # noqa: T201
    return int(any(row.is_exceeded for row in found))


if __name__ == "__main__":
    os.environ["DATABASE_URL"] = ""  # SQLite: a file can be copied
    sys.exit(main())

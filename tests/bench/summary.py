"""汇总表 of a province as Excel beside a bare openpyxl loop of the same cells. ./dev bench summary [N]

Both write line by line to a file, one after the other in each round; time is the processor's, which others on
the machine hardly touch. Our side also ranks the departments and adds up; the bare loop gets finished cells.
Peak memory is that of a process of its own for each size. No database is asked.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from typing import Any

MANY, FEW, ROUNDS, SEED = 10_000, 1_000, 7, 2025


def ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    import django

    django.setup()


def lines(number: int) -> list[Any]:
    """Departments as the database gives them, not ranked yet."""
    from reports.batches.summary import Line

    chance, at = random.Random(SEED), datetime(2026, 3, 1, tzinfo=UTC)  # noqa: S311
    made = []
    for x in range(number):
        budget = Decimal(chance.randint(10**6, 10**11)) / 100
        total = Decimal(chance.randint(5500, 10000)) / 100
        made.append(
            Line(
                code=f"9{x:08d}", department=f"某省第{x:05d}号预算单位", kind="department", year=2025,
                state="approved", number=1, submitted_at=at, budget=budget, spent=budget / 2,
                rate=Decimal("50.00"), total=total, grade="良", reviewed=total, error="",
            )
        )  # fmt: skip
    return made


def ours(found: list[Any]) -> int:
    """Ranked and written; how many bytes."""
    from reports.batches.summary import ranked
    from reports.batches.summary_book import book_of

    with book_of(ranked(found), []) as chunks, tempfile.TemporaryFile() as file:
        return sum(file.write(chunk) for chunk in chunks)


def cells(found: list[Any]) -> list[list[Any]]:
    """Everything the workbook says, as openpyxl takes it."""
    from reports.batches.summary import ranked
    from reports.batches.summary_book import COLUMNS, _row

    return [[label for label, _ in COLUMNS], *(_row(n, x) for n, x in enumerate(ranked(found), 1))]


def bare(rows: list[list[Any]]) -> int:
    """The loop that everybody would write."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("汇总表")
    for row in rows:
        sheet.append(row)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        return file.tell()


def timed(call: Callable[[], Any]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def peak(side: str, number: int) -> float:
    """MB at most of a process that writes so many once."""
    words = [sys.executable, "-m", "tests.bench.summary", side, str(number)]
    return float(subprocess.run(words, capture_output=True, check=True, text=True).stdout)


def alone(side: str, number: int) -> None:
    """The process whose memory is measured."""
    import resource

    found = lines(number)
    ours(found) if side == "ours" else bare(cells(found))
    show(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f}")


def main(number: int = MANY) -> None:
    found = lines(number)
    rows = cells(found)
    ours(found), bare(rows)
    rounds = [(timed(lambda: ours(found)), timed(lambda: bare(rows))) for _ in range(ROUNDS)]
    best = [min(side) for side in zip(*rounds, strict=True)]
    ratio = median(one / other for one, other in rounds)
    show(f"{number:,} departments, {len(rows) * len(rows[0]):,} cells, {ROUNDS} rounds")
    show(f"汇总表 {best[0]:.2f} s   bare loop {best[1]:.2f} s   ratio of the best {best[0] / best[1]:.2f}")
    show(f"ratio at the median of the rounds {ratio:.2f}")
    for side in ("ours", "bare"):
        sizes = [peak(side, n) for n in (FEW, number)]
        show(f"peak MB, {side}: {sizes[0]:.0f} of {FEW:,} departments, {sizes[1]:.0f} of {number:,}")


def show(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    ready()
    if sys.argv[1:2] in (["ours"], ["bare"]):
        alone(sys.argv[1], int(sys.argv[2]))
    else:
        main(*(int(x) for x in sys.argv[1:2]))

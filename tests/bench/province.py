"""A province, on PostgreSQL: 10,000 departments × 5 years × 30 indicators. ./dev bench province [DEPARTMENTS]

The rows are made in the database from a seed, so every run has the same ones. The overview and the ranking
are measured beside single statements that give the same tables, and every list beside itself with 100
departments. DATABASE_URL must name a PostgreSQL.
"""

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from statistics import median
from typing import Any

from . import province_rows, province_sql
from .copying import measured
from .databases import databases, ready, use

FEW, MANY, YEARS, INDICATORS, SEED = 100, 10_000, 5, 30, 2025
LISTS = {
    "desk": "/", "overview": "/overview/", "list": "/overview/list/", "money": "/overview/money/",
    "shared indicators": "/overview/indicators/", "ranking": "/overview/ranking/", "reviews": "/reviews/",
    "monitoring": "/monitoring/", "years": "/years/", "public": "/public/",
    "last public page": "/public/?page=9999", "last list page": "/overview/list/?page=9999",
}  # fmt: skip


def opened(client: Any, path: str) -> Callable[[], bytes]:
    def get() -> bytes:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return bytes(answer.content)

    return get


def lists(manager: Any) -> dict[str, Callable[[], Any]]:
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(manager)
    return {label: opened(client, path) for label, path in LISTS.items()}


def beside_sql(manager: Any, times: int) -> Iterator[str]:
    """Overview and ranking as pages, the figures alone, and the single statement."""
    from departments import access
    from reports.overview import figures, ranking

    pages = lists(manager)
    year = province_rows.LAST
    scope = access.tracked_assessments(manager)
    both, last = scope.filter(fiscal_year__year__in=(year - 1, year)), scope.filter(fiscal_year__year=year)
    sides = {
        "overview": (pages["overview"], lambda: figures.cells(both), province_sql.overview),
        "ranking": (pages["ranking"], lambda: list(ranking.ranked(last)[:50]), province_sql.ranking),
    }
    found = figures.summed(figures.cells(both), year)
    counted = [row for row in province_sql.overview() if row[0] == year]
    sums = (sum(row[1] for row in counted), Decimal(sum(row[2] for row in counted)) / 100)
    assert (found.counts["expected"], found.budget) == sums, "not the same table"
    for label, (page, alone, statement) in sides.items():
        page(), alone(), statement()
        best = [min(measured(x) for _ in range(times)) for x in (page, alone, statement)]
        yield (
            f"{label:10} page {best[0]:8.1f} ms  figures {best[1]:8.1f} ms  one statement {best[2]:8.1f} ms  "
            + (f"page ÷ statement {best[0] / best[2]:.2f}")
        )


def flat(few: dict[str, list[float]], many: dict[str, list[float]], departments: int) -> Iterator[str]:
    yield f"ms at best and median, {FEW} and {departments:,} departments"
    for label, taken in few.items():
        more = many[label]
        yield (
            f"{label:18} {min(taken):7.1f} {median(taken):7.1f}   {min(more):7.1f} {median(more):7.1f}   "
            f"ratio {min(more) / min(taken):.2f}"
        )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(departments: int = MANY, times: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        with databases(folder, "few", "many") as names:
            taken: list[dict[str, list[float]]] = []
            for number, name in zip((FEW, departments), names.values(), strict=True):
                use(name)
                manager = province_rows.fill(number, YEARS, INDICATORS, SEED)
                pages = lists(manager)
                for page in pages.values():
                    page()
                taken.append({x: [measured(page) for _ in range(times)] for x, page in pages.items()})
            show(f"{departments:,} departments, {YEARS} years, {province_rows.indicators():,} indicators")
            for line in beside_sql(manager, times):
                show(line)
            for line in flat(*taken, departments):
                show(line)
            show(f"peak memory of the process {peak():.0f} MB")


def show(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))

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
    "findings by rule": "/findings/", "by department": "/findings/departments/",
    "findings": "/findings/list/",
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
    """Pages that add up the whole province, each in turn with the single statement that gives its table."""
    same_table(manager)
    pages = lists(manager)
    for label, statement in province_sql.STATEMENTS.items():
        page = pages[label]
        page(), statement()
        pairs = [(measured(page), measured(statement)) for _ in range(times)]
        best = [min(side) for side in zip(*pairs, strict=True)]
        ratio = median(one / other for one, other in pairs)
        yield (
            f"{label:18} page {best[0]:7.1f} ms  one statement {best[1]:7.1f} ms  "
            f"ratio {best[0] / best[1]:.2f}, at the median {ratio:.2f}"
        )


def same_table(manager: Any) -> None:
    """The statements say what the pages say."""
    from departments import access
    from reports.overview import figures, ranking

    scope = access.tracked_assessments(manager)
    year = province_rows.LAST
    found = figures.summed(figures.cells(scope.filter(fiscal_year__year__in=(year - 1, year))), year)
    counted = [row for row in province_sql.overview() if row[0] == year]
    sums = (sum(row[1] for row in counted), Decimal(sum(row[2] for row in counted)) / 100)
    assert (found.counts["expected"], found.budget) == sums, "not the same overview"
    places = ranking.places(ranking.ranked(scope.filter(fiscal_year__year=year))[:50])
    ranks = [(x.assessment.department_name, x.rank, x.peers, x.sharing) for x in places]
    rows = province_sql.STATEMENTS["ranking"]()
    assert ranks == [(row[0], *row[-4:-1]) for row in rows], "not the same ranking"


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


def main(departments: int = MANY, times: int = 9) -> None:
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

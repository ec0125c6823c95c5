"""A province, on PostgreSQL: 10,000 departments × 5 years × 30 indicators. ./dev bench province [DEPARTMENTS]

The rows are made in the database from a seed, so every run has the same ones. The overview and the ranking
are measured beside single statements that give the same tables: their tables as the program makes them, then
the whole pages, with an empty page of the same layout. Every list is measured beside itself with 100
departments. Overview and ranking keep what they drew of the same figures: `anew` is with nothing kept. Times
are the best; others on the machine hardly touch the processor's. DATABASE_URL must name a PostgreSQL.
"""

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from . import province_rows, province_sql
from .copying import measured
from .databases import databases, ready, use
from .processor import spent

FEW, MANY, YEARS, INDICATORS, SEED = 100, 10_000, 5, 30, 2025
EMPTY_PAGE = "tests.bench.empty_page"
"""The addresses of the application, and one more."""
LISTS = {
    "empty": "/empty/",
    "desk": "/", "overview": "/overview/", "list": "/overview/list/", "money": "/overview/money/",
    "shared indicators": "/overview/indicators/", "ranking": "/overview/ranking/",
    "parents": "/overview/parents/", "reviews": "/reviews/", "monitoring": "/monitoring/",
    "years": "/years/", "public": "/public/",
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
    from django.conf import settings
    from django.test import Client

    settings.ROOT_URLCONF = EMPTY_PAGE
    client = Client(HTTP_HOST="localhost")
    client.force_login(manager)
    return {label: opened(client, path) for label, path in LISTS.items()}


def beside_sql(manager: Any, times: int) -> Iterator[str]:
    """Pages that add up the whole province, each in turn with the single statement that gives its table."""
    same_table(manager)
    pages, tables = lists(manager), tables_of(manager)
    bare = min(taken_by({"empty": pages["empty"]}, times)["empty"][1])
    for label, statement in province_sql.STATEMENTS.items():
        page, table = pages[label], tables.get(label, pages[label])
        page(), statement(), table()
        taken = [[(measured(x), spent(x)) for x in (page, statement, table)] for _ in range(times)]
        clock, processor = ([min(turn[x][how] for turn in taken) for x in (0, 1, 2)] for how in (0, 1))
        first = min(spent(anew(page)) for _ in range(times))
        yield f"{label:18} clock      {compared(*clock)}"
        yield f"{'':18} processor  {compared(*processor)}  empty page {bare:5.1f}  anew {first:6.1f} ms"


def compared(page: float, statement: float, table: float) -> str:
    return (
        f"statement {statement:6.1f} ms  table {table:6.1f} = {table / statement:.2f} ×  "
        f"page {page:6.1f} = {page / statement:.2f} ×"
    )


def tables_of(manager: Any) -> dict[str, Callable[[], Any]]:
    """What the statement gives, as the page finds it for this person: asked, read and added up, not drawn."""
    from departments import access
    from departments.models import FiscalYear
    from reports.overview import figures, ranking

    year = province_rows.LAST

    def rows(*years: int) -> Any:
        keys = list(FiscalYear.objects.filter(year__in=years).values_list("pk", flat=True))
        return access.tracked_assessments(manager).filter(fiscal_year__in=keys)

    def overview() -> Any:
        return figures.summed(figures.cells(rows(year - 1, year)), year)

    def ranked() -> Any:
        return ranking.page_of(rows(year), "", 50, ranking.Way())

    return {"overview": overview, "ranking": ranked}


def anew(page: Callable[[], Any]) -> Callable[[], Any]:
    """The page, nothing of it kept: everything is forgotten now, before it is measured."""
    from departments import statements
    from reports.views import overview, overview_year

    for kept in (statements._written, overview.drawn_of, overview_year.drawn_of):
        kept.cache_clear()
    return page


def same_table(manager: Any) -> None:
    """The statements say what the pages say."""
    from departments import access
    from departments.scoring.numbers import MARKS
    from reports.overview import figures, ranking

    def scaled(marks: Decimal | None) -> int | None:
        return None if marks is None else int(marks.scaleb(MARKS.places))

    scope = access.tracked_assessments(manager)
    year = province_rows.LAST
    found = figures.summed(figures.cells(scope.filter(fiscal_year__year__in=(year - 1, year))), year)
    counted = [row for row in province_sql.overview() if row[0] == year]
    sums = (sum(row[1] for row in counted), Decimal(sum(row[2] for row in counted)) / 100)
    assert (found.counts["expected"], found.budget) == sums, "not the same overview"
    places = ranking.places(ranking.ranked(scope.filter(fiscal_year__year=year), last=50))
    ranks = [(x.name, scaled(x.reviewed), scaled(x.gap), x.rank, x.peers, x.sharing) for x in places]
    rows = province_sql.STATEMENTS["ranking"]()
    assert ranks == [(row[0], *row[8:10], *row[-4:-1]) for row in rows], "not the same ranking"


Taken = dict[str, tuple[list[float], list[float]]]
"""Page → milliseconds of the clock and of the processor."""


def taken_by(pages: dict[str, Callable[[], Any]], times: int) -> Taken:
    """Each page so often both ways, after once that does not count."""
    for page in pages.values():
        page()
    return {
        label: ([measured(page) for _ in range(times)], [spent(page) for _ in range(times)])
        for label, page in pages.items()
    }


def flat(few: Taken, many: Taken, departments: int) -> Iterator[str]:
    yield f"ms of the clock and of the processor at best, {FEW} and {departments:,} departments"
    for label, (clock, processor) in few.items():
        longer, more = (min(x) for x in many[label])
        yield (
            f"{label:18} clock {min(clock):7.1f} {longer:7.1f} ratio {longer / min(clock):5.2f}   "
            f"processor {min(processor):6.1f} {more:6.1f} ratio {more / min(processor):5.2f}"
        )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(departments: int = MANY, times: int = 9) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        with databases(folder, "few", "many") as names:
            taken: list[Taken] = []
            for number, name in zip((FEW, departments), names.values(), strict=True):
                use(name)
                manager = province_rows.fill(number, YEARS, INDICATORS, SEED)
                taken.append(taken_by(lists(manager), times))
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

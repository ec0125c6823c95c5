"""从上年名单开始: what has become of last year's departments, before this year is issued."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from departments import audit
from departments.models import Assessment, Department, FiscalYear

from .asked import who_files


@dataclass(frozen=True)
class Before:
    """A department as it stood last year, and the row it is today."""

    name: str
    path: str
    department: Department


@dataclass(frozen=True)
class Comparison:
    """Last year's list against the tree of today."""

    last: FiscalYear
    stays: list[Department]
    new: list[Department]
    gone: list[Before]
    merged: list[Before]
    renamed: list[Before]
    moved: list[Before]
    issued: frozenset[int]
    """Who has this year's already."""

    @cached_property
    def digest(self) -> str:
        """Names exactly what was shown."""
        places = [[x.pk, x.name, x.path] for x in (*self.stays, *self.new)]
        return audit.canonical_sha256([self.last.pk, places, sorted(self.issued)])

    @property
    def to_issue(self) -> list[Department]:
        """Those of last year that have none yet."""
        return [x for x in self.stays if x.pk not in self.issued]


def year_before(year: FiscalYear) -> FiscalYear | None:
    """The latest earlier year of the authority."""
    return FiscalYear.objects.filter(authority=year.authority, year__lt=year.year).order_by("-year").first()


def compare(year: FiscalYear) -> Comparison | None:
    """None in the first year of an authority."""
    last = year_before(year)
    if last is None:
        return None
    filing = {row.pk: row for row in who_files(year.authority).select_related("parent").order_by("code")}
    before = list(_before(last))
    known = {x.department.pk for x in before}
    stays = [x for x in before if x.department.pk in filing]
    left = [x for x in before if x.department.pk not in filing]
    issued = Assessment.objects.filter(fiscal_year=year).values_list("department", flat=True)
    return Comparison(
        last=last,
        stays=[filing[x.department.pk] for x in stays],
        new=[row for pk, row in filing.items() if pk not in known],
        gone=[x for x in left if x.department.merged_into is None],
        merged=[x for x in left if x.department.merged_into is not None],
        renamed=[x for x in stays if x.name != x.department.name],
        moved=[x for x in stays if _above(x.path) != _above(x.department.path)],
        issued=frozenset(issued),
    )


def _before(last: FiscalYear) -> Iterable[Before]:
    rows = Assessment.objects.filter(fiscal_year=last).order_by("department__code")
    for row in rows.select_related("department__parent", "department__merged_into").defer("reported", "note"):
        yield Before(row.department_name, row.department_path, row.department)


def _above(path: str) -> str:
    """The code of the body right above."""
    return path.strip("/").split("/")[-2:-1][0] if path.count("/") > 1 else ""

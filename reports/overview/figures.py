"""The figures of a year: one statement for every district, kind and grade, all else added up from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localdate

from departments.models import Assessment, Department, FiscalYear
from departments.scoring.numbers import MARKS, MONEY, SPENDING
from departments.scoring.rounding import ZERO, percent, quotient, round_half_up
from departments.statements import answers

from .measures import BANDS, GAPS, REVIEWED, Status, dated, gap_condition, measures, rate_condition
from .rates import RATES

Key = tuple[int, int, str]
"""Year, authority, kind of department."""


@dataclass(frozen=True)
class Figures:
    """Counts by measure; sums of the latest submissions, in yuan and points.

    `bands`, `rates` and `gaps` count the departments of each, `grades` them and their sum; `own` and `theirs`
    are the sums of the `reviewed` ones: as filed, and as the authority approved them.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    scored: int = 0
    budget: Decimal = ZERO
    spent: Decimal = ZERO
    marks: Decimal = ZERO
    bands: Mapping[int, int] = field(default_factory=dict)
    rates: Mapping[str, int] = field(default_factory=dict)
    grades: Mapping[str, int] = field(default_factory=dict)
    marks_by_grade: Mapping[str, Decimal] = field(default_factory=dict)
    reviewed: int = 0
    own: Decimal = ZERO
    theirs: Decimal = ZERO
    gaps: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Figures") -> "Figures":
        names = [x.name for x in fields(self)]
        return Figures(*(_added(getattr(self, name), getattr(other, name)) for name in names))

    @property
    def rate(self) -> Decimal | None:
        """执行率 of the sums, not a mean of rates."""
        return percent(self.spent, self.budget) if self.budget else None

    @property
    def average(self) -> Decimal | None:
        """Mean score, each department counting once."""
        return round_half_up(quotient(self.marks, Decimal(self.scored))) if self.scored else None

    def share(self, part: str, whole: str = "expected") -> Decimal | None:
        """One count in per cent of another."""
        of = self.counts.get(whole, 0)
        return percent(Decimal(self.counts.get(part, 0)), Decimal(of)) if of else None

    @property
    def received_share(self) -> Decimal | None:
        return self.share("received")

    @property
    def on_time_share(self) -> Decimal | None:
        return self.share("on_time")


def _added(one: Any, other: Any) -> Any:
    """Two numbers, or two mappings of numbers by their keys."""
    if not isinstance(one, Mapping):
        return one + other
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


@dataclass(frozen=True)
class Group:
    """A district or a kind of department with its figures."""

    key: str
    label: str
    figures: Figures


Answer = tuple[tuple[Any, ...], ...]
"""What the statement found: a row for each year, kind and grade, as the database has it."""
GROUPED = ("fiscal_year", "department_kind", "filed__grade")
SUMS = {"budget": MONEY, "spent": SPENDING, "marks": MARKS, "own": MARKS, "theirs": MARKS}
"""Sum → what the integers of its column stand for."""


def asked(rows: QuerySet[Assessment]) -> Answer:
    """Every district and kind of every year in one pass over the rows, however many departments there are."""
    return tuple(answers(rows, _grouped, localdate()))


def _grouped(rows: QuerySet[Assessment], day: date) -> "QuerySet[Assessment, tuple[Any, ...]]":
    """As of this day, which is today: it is what `measures` looks at."""
    return dated(rows).order_by().values_list(*GROUPED).annotate(**_asked())


def cells(rows: QuerySet[Assessment]) -> dict[Key, Figures]:
    """Both at once, for who keeps nothing."""
    years = FiscalYear.objects.values_list("pk", "year", "authority")
    return read(asked(rows), {pk: (year, authority) for pk, year, authority in years})


def read(answer: Answer, years: Mapping[int, tuple[int, int]]) -> dict[Key, Figures]:
    """The answer by year, district and kind; `years` maps keys to year and authority."""
    names = [*GROUPED, *_asked()]
    found: dict[Key, Figures] = {}
    for row in (dict(zip(names, x, strict=True)) for x in answer):
        row |= {x: Decimal(row[x] or 0).scaleb(-bounds.places) for x, bounds in SUMS.items()}
        key = (*years[row["fiscal_year"]], row["department_kind"])
        found[key] = found.get(key, Figures()) + _figures(row)
    return found


def _asked() -> dict[str, Any]:
    """What is counted and added up of each group."""
    conditions = {f"band{x.lowest}": x.condition for x in BANDS} | {x: gap_condition(x) for x in GAPS}
    conditions |= {f"rate{x.word}": rate_condition(x) for x in RATES}
    return {
        **counted(), **{name: Count("pk", filter=condition) for name, condition in conditions.items()},
        "reviewed": Count("pk", filter=REVIEWED), "own": Sum("filed__total", filter=REVIEWED),
        "theirs": Sum("filed__reviewed", filter=REVIEWED),
    }  # fmt: skip


def counted() -> dict[str, Any]:
    """The measures, money and scores alone, for a table without pictures."""
    conditions = {name: x.condition for name, x in measures().items() if x.condition and name != "late"}
    filed = ~Q(status=Status.DRAFT)
    return {
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()},
        "expected": Count("pk"), "scored": Count("filed", filter=filed),
        "budget": Sum("filed__budget", filter=filed), "spent": Sum("filed__spent", filter=filed),
        "marks": Sum("filed__total", filter=filed),
    }  # fmt: skip


def figures_of(row: dict[str, Any]) -> Figures:
    """What `counted` found of one group."""
    counts = {name: row[name] for name in measures() if name != "late"}
    counts["late"] = row["received"] - row["on_time"]
    return Figures(
        counts={name: counts[name] for name in measures()}, scored=row["scored"],
        budget=row["budget"] or ZERO, spent=row["spent"] or ZERO, marks=row["marks"] or ZERO,
    )  # fmt: skip


def _figures(row: dict[str, Any]) -> Figures:
    sums = {name: row[name] or ZERO for name in ("marks", "own", "theirs")}
    grade = row["filed__grade"]
    return replace(
        figures_of(row), reviewed=row["reviewed"], own=sums["own"], theirs=sums["theirs"],
        bands={x.lowest: row[f"band{x.lowest}"] for x in BANDS},
        rates={x.word: row[f"rate{x.word}"] for x in RATES}, gaps={name: row[name] for name in GAPS},
        grades={grade: row["scored"]} if row["scored"] else {},
        marks_by_grade={grade: sums["marks"]} if row["scored"] else {},
    )  # fmt: skip


def summed(found: Mapping[Key, Figures], year: int) -> Figures:
    """All of one year."""
    return sum((x for key, x in found.items() if key[0] == year), Figures())


def by_district(found: Mapping[Key, Figures], year: int, names: Iterable[tuple[int, str]]) -> list[Group]:
    """One group per authority, in the order of the names."""
    return _groups(found, year, ((str(pk), name) for pk, name in names), lambda key: str(key[1]))


def by_kind(found: Mapping[Key, Figures], year: int) -> list[Group]:
    """One group per kind of department."""
    return _groups(found, year, Department.Kind.choices, lambda key: key[2])


def _groups(
    found: Mapping[Key, Figures], year: int, names: Iterable[tuple[str, str]], of: Callable[[Key], str]
) -> list[Group]:
    groups = []
    for word, label in names:
        parts = [x for key, x in found.items() if key[0] == year and of(key) == word]
        if parts:
            groups.append(Group(word, str(label), sum(parts, Figures())))
    return groups


def grades(total: Figures) -> list[tuple[str, int]]:
    """How many latest submissions have each grade, the best first."""
    means = {grade: quotient(total.marks_by_grade[grade], Decimal(n)) for grade, n in total.grades.items()}
    return [(grade, total.grades[grade]) for grade in sorted(means, key=lambda x: (-means[x], x))]

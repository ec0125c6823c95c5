"""The figures of a year: one row per district and kind from the database, all else added up from them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from departments.models import Assessment, Department
from departments.scoring.rounding import ZERO, percent, quotient, round_half_up

from .measures import BANDS, GAPS, dated, gap_condition, latest_submissions, measures, reviewed

Key = tuple[int, int, str]
"""Year, authority, kind of department."""


@dataclass(frozen=True)
class Figures:
    """Counts by measure; sums of the latest submissions, in yuan and points."""

    counts: Mapping[str, int] = field(default_factory=dict)
    scored: int = 0
    budget: Decimal = ZERO
    spent: Decimal = ZERO
    marks: Decimal = ZERO
    bands: tuple[int, ...] = (0,) * len(BANDS)

    def __add__(self, other: "Figures") -> "Figures":
        names = {**self.counts, **other.counts}
        return Figures(
            {name: self.counts.get(name, 0) + other.counts.get(name, 0) for name in names},
            self.scored + other.scored, self.budget + other.budget, self.spent + other.spent,
            self.marks + other.marks, tuple(a + b for a, b in zip(self.bands, other.bands, strict=True)),
        )  # fmt: skip

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


@dataclass(frozen=True)
class Group:
    """A district or a kind of department with its figures."""

    key: str
    label: str
    figures: Figures


def cells(rows: QuerySet[Assessment]) -> dict[Key, Figures]:
    """Every district and kind of every year in two queries, however many departments there are."""
    columns = ("fiscal_year__year", "fiscal_year__authority", "department_kind")
    asked = {name: x for name, x in measures().items() if x.condition and name != "late"}
    counted = {name: Count("pk", filter=x.condition) for name, x in asked.items()}
    grouped = dated(rows).order_by().values(*columns).annotate(expected=Count("pk"), **counted)
    money = {x[0]: x[1] for x in _money(rows, columns)}
    found = {}
    for row in grouped:
        key = tuple(row[column] for column in columns)
        row["late"] = row["received"] - row["on_time"]
        counts = {name: row[name] for name in measures()}
        found[key] = money.get(key, Figures()) + Figures(counts)
    return found


def _money(rows: QuerySet[Assessment], columns: tuple[str, ...]) -> Iterable[tuple[Key, Figures]]:
    below = tuple(f"assessment__{column}" for column in columns)
    bands = {f"band{n}": Count("pk", filter=band.condition) for n, band in enumerate(BANDS)}
    sums = {"scored": Count("pk"), "money": Sum("budget"), "out": Sum("spent"), "marks": Sum("total")}
    for row in latest_submissions(rows).values(*below).annotate(**sums, **bands):
        figures = Figures(
            {}, row["scored"], row["money"], row["out"], row["marks"], tuple(row[name] for name in bands)
        )
        yield tuple(row[column] for column in below), figures


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


def grades(rows: QuerySet[Assessment]) -> list[tuple[str, int]]:
    """How many latest submissions have each grade, the best first."""
    found = latest_submissions(rows).values("grade").annotate(number=Count("pk"), marks=Sum("total"))
    ordered = sorted(found, key=lambda x: -quotient(x["marks"], Decimal(x["number"])))
    return [(x["grade"], x["number"]) for x in ordered]


@dataclass(frozen=True)
class Comparison:
    """Self against reviewed, of those approved with a reviewed score; means of the same departments."""

    number: int
    own: Decimal
    theirs: Decimal
    gaps: Mapping[str, int]

    @property
    def difference(self) -> Decimal:
        return self.own - self.theirs


def comparison(rows: QuerySet[Assessment]) -> Comparison | None:
    """None where nothing was reviewed yet."""
    gaps = {gap: Count("pk", filter=Q(gap_condition(gap))) for gap in GAPS}
    found = reviewed(rows).aggregate(
        number=Count("pk"), own=Sum("submission__total"), theirs=Sum("total"), **gaps
    )
    if not found["number"]:
        return None
    own, theirs = (round_half_up(quotient(found[x], Decimal(found["number"]))) for x in ("own", "theirs"))
    return Comparison(found["number"], own, theirs, {gap: found[gap] for gap in GAPS})

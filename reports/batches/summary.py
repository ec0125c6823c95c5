"""What a job's departments add up to: one line each, ranks among the same kind, sums and distributions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import OuterRef, Subquery

from departments.models import Assessment, Batch, BatchItem, Department, Review
from departments.scoring.rounding import percent, quotient, round_half_up

from ..overview.measures import BANDS, DECIDED
from ..overview.rates import RATES

KINDS = dict(Department.Kind.choices)
STATES = dict(Assessment.Status.choices)


@dataclass(frozen=True)
class Line:
    """One department. Money in yuan; `rank` among those of its kind and year, 0 without one."""

    code: str
    department: str
    kind: str
    year: int
    state: str
    number: int
    submitted_at: datetime
    budget: Decimal
    spent: Decimal
    rate: Decimal | None
    total: Decimal
    grade: str
    reviewed: Decimal | None
    error: str
    rank: int = 0
    sharing: int = 0
    peers: int = 0


_COLUMNS = (
    "assessment__department__code", "assessment__department_name", "assessment__department_kind",
    "assessment__fiscal_year__year", "assessment__status", "submission__number", "submission__submitted_at",
    "submission__budget", "submission__spent", "submission__execution_rate", "submission__total",
    "submission__grade", "reviewed", "error",
)  # fmt: skip


def lines_of(batch: Batch) -> list[Line]:
    """Each part of the job in its order, in one query; those that were made have a rank."""
    approved = Review.objects.filter(
        submission=OuterRef("submission"), verdict=Review.Verdict.APPROVED, total__isnull=False
    ).order_by("-pk")
    parts = batch.items.filter(step=BatchItem.Step.PART).order_by("number")
    rows = parts.annotate(reviewed=Subquery(approved.values("total")[:1])).values_list(*_COLUMNS)
    return ranked(_line(*row) for row in rows.iterator(chunk_size=500))


def _line(*row: object) -> Line:
    line = Line(*row)  # type: ignore[arg-type]
    return line if line.state in DECIDED else replace(line, reviewed=None)


def ranked(lines: Iterable[Line]) -> list[Line]:
    """With ranks: 1, 2, 2, 4 — whoever follows a tie keeps the number of those before."""
    found = list(lines)
    scored = sorted((x for x in found if not x.error), key=lambda x: (x.year, x.kind, -x.total))
    placed: dict[tuple[int, str], Line] = {}
    for _, peers in groupby(scored, key=lambda x: (x.year, x.kind)):
        group = list(peers)
        same = Counter(x.total for x in group)
        first = {x.total: at for at, x in reversed(list(enumerate(group, 1)))}
        placed |= {
            (x.year, x.code): replace(x, rank=first[x.total], sharing=same[x.total], peers=len(group))
            for x in group
        }
    return [placed.get((x.year, x.code), x) for x in found]


@dataclass(frozen=True)
class Sums:
    """All lines together. The rate is of the sums, the average counts every department once."""

    number: int
    budget: Decimal
    spent: Decimal
    average: Decimal | None

    @property
    def rate(self) -> Decimal | None:
        return percent(self.spent, self.budget) if self.budget else None


def summed(lines: Sequence[Line]) -> Sums:
    """Sums of the lines."""
    zero = Decimal(0)
    marks, number = sum((x.total for x in lines), zero), len(lines)
    average = round_half_up(quotient(marks, Decimal(number))) if number else None
    return Sums(number, sum((x.budget for x in lines), zero), sum((x.spent for x in lines), zero), average)


def by_state(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """How many departments are in each state, in the order of the states."""
    counts = Counter(x.state for x in lines)
    return [(str(label), counts[key]) for key, label in STATES.items() if counts[key]]


def by_grade(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """How many have each grade, that of the best first."""
    best: dict[str, Decimal] = {}
    for x in lines:
        best[x.grade] = max(best.get(x.grade, x.total), x.total)
    counts = Counter(x.grade for x in lines)
    return [(grade or "未评", counts[grade]) for grade in sorted(best, key=lambda key: -best[key])]


def by_band(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """How many scores lie in each band of the overview."""
    return [(x.label, sum(x.lowest <= line.total < x.above for line in lines)) for x in BANDS]


def by_rate(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """How many execution rates lie in each band of the overview; who had no budget is in none."""
    rates = [line.rate for line in lines if line.rate is not None]
    return [(x.label, sum(x.holds(rate) for rate in rates)) for x in RATES]

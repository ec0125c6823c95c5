"""排名: by score among departments of the same kind, or kind and size; equal scores share a rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Value
from django.urls import reverse

from departments.forms.keys import key_of
from departments.models import Assessment, Department
from departments.scoring.numbers import MARKS, MONEY, RATE, SPENDING, Bounds
from departments.statements import Statement, answers

from .measures import DECIDED, REVIEWED, sent
from .sizes import SIZES, Size, band, size_of

COLUMNS = (
    "pk", "department_name", "department_kind", "status", "filed__submission", "filed__grade",
    "filed__total", "filed__execution_rate", "filed__budget", "filed__spent", "filed__reviewed",
)  # fmt: skip
"""What a list shows of each, in the order of the fields of `Place`."""
EXACT = (MARKS, RATE, MONEY, SPENDING, MARKS)
"""What the integers of the last ones stand for."""
KINDS, STATES = dict(Department.Kind.choices), dict(Assessment.Status.choices)
FARTHEST = 10**8
"""A page beyond every ranking, whose rows a query can still count."""
BY_SIZE = "all"
"""In the address: peers of every size, each ranked among its own."""
SCORES = {
    "own": ("自评得分", "filed__total", Q()),
    "reviewed": ("复核得分", "filed__reviewed", REVIEWED),
}
"""Word in the address → the score that ranks, its column, and who has it."""


@dataclass(frozen=True)
class Way:
    """Who is ranked among whom, by which score."""

    score: str = "own"
    size: str = ""
    """"" not by size, `BY_SIZE`, or the word of one band."""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Way":
        """What an address asks; what is not understood is left out."""
        score, size = asked.get("score", ""), asked.get("size", "")
        known = size == BY_SIZE or size in [x.word for x in SIZES]
        return cls(score if score in SCORES else "own", size if known else "")

    @property
    def label(self) -> str:
        """The score in words."""
        return SCORES[self.score][0]

    @property
    def condition(self) -> Q:
        """Who takes part."""
        chosen = next((x.condition for x in SIZES if x.word == self.size), Q())
        return chosen & SCORES[self.score][2]


@dataclass(frozen=True)
class Place:
    """The place of one among `peers`; `sharing` is how many have that score.

    Plain values, so that what is drawn of them can be kept (docs/adr/0019).
    """

    assessment: int
    name: str
    kind: str
    status: str
    submission: int
    grade: str
    total: Decimal
    execution_rate: Decimal
    budget: Decimal
    spent: Decimal
    approved: Decimal | None
    """The score that was approved last, whether or not the approval still stands."""
    rank: int
    peers: int
    sharing: int

    @property
    def get_kind_display(self) -> str:
        return str(KINDS[self.kind])

    @property
    def get_status_display(self) -> str:
        return str(STATES[self.status])

    @property
    def size(self) -> Size:
        """Its band of the budget."""
        return size_of(self.budget)

    @property
    def reviewed(self) -> Decimal | None:
        """复核得分, while the approval stands."""
        return self.approved if self.status in DECIDED else None

    @property
    def gap(self) -> Decimal | None:
        """差距 = 复核得分 − 自评得分."""
        return None if self.reviewed is None else self.reviewed - self.total

    def get_absolute_url(self) -> str:
        """That of the submission."""
        return reverse("departments:submission_detail", args=[self.submission])


RANKED = """
WITH base (pk, department, kind, score, band) AS ({rows}),
many AS (SELECT kind, band, count(*) AS peers FROM base GROUP BY kind, band),
edge AS (SELECT * FROM base ORDER BY kind, band DESC, score DESC LIMIT 1 OFFSET %s),
top AS (
  SELECT x.* FROM base x LEFT JOIN edge ON 1 = 1
  WHERE edge.kind IS NULL OR (x.kind, -x.band, -x.score) <= (edge.kind, -edge.band, -edge.score)
)
SELECT t.pk, rank() OVER (PARTITION BY t.kind, t.band ORDER BY t.score DESC) AS place, m.peers,
  count(*) OVER (PARTITION BY t.kind, t.band, t.score), (SELECT CAST(sum(peers) AS integer) FROM many)
FROM top t JOIN many m ON m.kind = t.kind AND m.band = t.band
JOIN departments_department d ON d.id = t.department
ORDER BY t.kind, t.band DESC, place, d.code, t.pk LIMIT %s OFFSET %s
"""
"""Only what comes before the last one asked for is put in order, with all that share its score."""
ALL = 10**9


def ranked(
    rows: QuerySet[Assessment], way: Way | None = None, first: int = 0, last: int = ALL
) -> list[tuple[Any, ...]]:
    """Key, rank, peers, sharing and the number of all, of who has filed, from `first` up to `last`.

    1, 2, 2, 4: whoever follows a tie keeps the number of those before. Drafts have no place. In the order of
    the ranks, the largest budgets first where they are ranked by size, equal ones by code.
    """
    return answers(rows, part, way or Way(), first, last)


def part(rows: QuerySet[Assessment], way: Way, first: int, last: int) -> Statement:
    """The statement of `ranked`."""
    size = band() if way.size == BY_SIZE else Value(0)
    base = taking_part(rows, way).annotate(band=size)
    found = base.values_list("pk", "department", "department_kind", SCORES[way.score][1], "band")
    sql, told = found.query.sql_with_params()
    return RANKED.replace("{rows}", sql), (*told, last - 1, last - first, first)


def taking_part(rows: QuerySet[Assessment], way: Way) -> QuerySet[Assessment]:
    """Who is ranked."""
    return sent(rows).filter(way.condition).select_related(None).order_by()


def places(found: Sequence[tuple[Any, ...]]) -> tuple[Place, ...]:
    """What `ranked` found, with what a list shows of each: one query."""
    rows = answers(Assessment.objects.filter(pk__in=[x[0] for x in found]), shown)
    made = {x[0]: (*x[:6], *map(_exact, x[6:], EXACT)) for x in rows}
    return tuple(Place(*(*made[pk], *ranks)) for pk, *ranks, _ in found if pk in made)


def shown(rows: QuerySet[Assessment]) -> "QuerySet[Assessment, Any]":
    """The columns of those that have filed."""
    return sent(rows).order_by().values_list(*COLUMNS)


def _exact(value: int | None, bounds: Bounds) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-bounds.places)


def page_of(rows: QuerySet[Assessment], asked: str, size: int, way: Way) -> Page[Place]:
    """One page of the ranking. Only narrow columns are ranked; how many there are comes with them."""
    number = min(key_of(asked) or 1, FARTHEST)
    found = ranked(rows, way, (number - 1) * size, number * size)
    if not found and number > 1:
        number = max(-(-taking_part(rows, way).count() // size), 1)
        found = ranked(rows, way, (number - 1) * size, number * size)
    pages = Paginator[Place](range(found[0][-1] if found else 0), size)  # type: ignore[arg-type]
    return Page(places(found), number, pages)

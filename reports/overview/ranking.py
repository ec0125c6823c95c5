"""排名: by score among departments of the same kind; equal scores share a rank, and it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Rank
from django.urls import reverse

from departments.models import Assessment, Department
from departments.scoring.numbers import MARKS, MONEY, RATE, SPENDING, Bounds
from departments.statements import answers

from .measures import sent

COLUMNS = (
    "pk", "department_name", "department_kind", "status", "filed__submission", "filed__grade",
    "filed__total", "filed__execution_rate", "filed__budget", "filed__spent",
)  # fmt: skip
"""What a list shows of each, in the order of the fields of `Place`."""
KINDS, STATES = dict(Department.Kind.choices), dict(Assessment.Status.choices)


@dataclass(frozen=True)
class Place:
    """The place of one among `peers` of its kind; `sharing` is how many have that score.

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
    rank: int
    peers: int
    sharing: int

    @property
    def get_kind_display(self) -> str:
        return str(KINDS[self.kind])

    @property
    def get_status_display(self) -> str:
        return str(STATES[self.status])

    def get_absolute_url(self) -> str:
        """That of the submission."""
        return reverse("departments:submission_detail", args=[self.submission])


def ranked(rows: QuerySet[Assessment]) -> "QuerySet[Assessment, Any]":
    """Key, rank, peers, sharing and the number of all, of who has filed.

    1, 2, 2, 4: whoever follows a tie keeps the number of those before. Drafts have no place. In the order of
    the ranks, equal ones by code.
    """
    peers = [F("department_kind")]
    found = sent(rows).select_related(None).annotate(
        rank=Window(Rank(), partition_by=peers, order_by=F("filed__total").desc()),
        peers=Window(Count("*"), partition_by=peers),
        sharing=Window(Count("*"), partition_by=[*peers, F("filed__total")]),
        whole=Window(Count("*")),
    )  # fmt: skip
    ordered = found.order_by("department_kind", "rank", "department__code")
    return ordered.values_list("pk", "rank", "peers", "sharing", "whole")


def part(rows: QuerySet[Assessment], first: int, last: int) -> "QuerySet[Assessment, Any]":
    """So many of them, from `first` on."""
    return ranked(rows)[first:last]


def places(found: Sequence[tuple[Any, ...]]) -> tuple[Place, ...]:
    """What `ranked` found, with what a list shows of each: one query."""
    rows = answers(Assessment.objects.filter(pk__in=[x[0] for x in found]), shown)
    made = {x[0]: (*x[:6], *map(_exact, x[6:], (MARKS, RATE, MONEY, SPENDING))) for x in rows}
    return tuple(Place(*(*made[pk], *ranks)) for pk, *ranks, _ in found if pk in made)


def shown(rows: QuerySet[Assessment]) -> "QuerySet[Assessment, Any]":
    """The columns of those that have filed."""
    return sent(rows).order_by().values_list(*COLUMNS)


def _exact(value: int, bounds: Bounds) -> Decimal:
    return Decimal(value).scaleb(-bounds.places)


def page_of(rows: QuerySet[Assessment], asked: str, size: int) -> Page[Place]:
    """One page of the ranking. Only narrow columns are ranked; how many there are comes with them."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 9 else 1
    number = max(number, 1)
    found = answers(rows, part, (number - 1) * size, number * size)
    if not found and number > 1:
        number = max(-(-ranked(rows).count() // size), 1)
        found = answers(rows, part, (number - 1) * size, number * size)
    pages = Paginator[Place](range(found[0][-1] if found else 0), size)  # type: ignore[arg-type]
    return Page(places(found), number, pages)

"""排名: by score among departments of the same kind; equal scores share a rank, and it is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Rank

from departments.models import Assessment

from .measures import sent
from .money import filed


@dataclass(frozen=True)
class Place:
    """The place of one among `peers` of its kind; `sharing` is how many have that score."""

    assessment: Assessment
    rank: int
    peers: int
    sharing: int


def ranked(rows: QuerySet[Assessment]) -> "QuerySet[Assessment, tuple[int, int, int, int, int]]":
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


def places(found: Sequence[tuple[int, int, int, int, int]]) -> list[Place]:
    """What `ranked` found, with what a list shows of each: one query."""
    rows = filed(Assessment.objects.all()).in_bulk([pk for pk, *_ in found])
    return [Place(rows[pk], rank, peers, sharing) for pk, rank, peers, sharing, _ in found if pk in rows]


def page_of(rows: QuerySet[Assessment], asked: str, size: int) -> Page[Place]:
    """One page of the ranking. Only narrow columns are ranked; how many there are comes with them."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 9 else 1
    number = max(number, 1)
    found = list(ranked(rows)[(number - 1) * size : number * size])
    if not found and number > 1:
        number = max(-(-ranked(rows).count() // size), 1)
        found = list(ranked(rows)[(number - 1) * size : number * size])
    pages = Paginator[Place](range(found[0][-1] if found else 0), size)  # type: ignore[arg-type]
    return Page(places(found), number, pages)

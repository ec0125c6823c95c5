"""How much each 审核人 and firm has in hand in a year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from .assigning import Assignee, assignees, open_ones
from .models import Assessment, FiscalYear, Review, User

Status = Assessment.Status
Known = dict[tuple[int | None, int | None], dict[str, Any]]
"""Assignee → what was counted."""


@dataclass(frozen=True)
class Load:
    """Assigned, of these waiting for the assignee, and done; the next last day."""

    assignee: Assignee
    total: int
    waiting: int
    done: int
    ends: date | None


def loads(year: FiscalYear) -> list[Load]:
    """Everybody who can be assigned something, and who still has something: a fixed number of queries."""
    rows = open_ones(year).select_related(None).filter(ends__gte=timezone.localdate())
    waits = Q(assessment__status=Status.SUBMITTED, assessment__stage=year.authority_id)
    counted = rows.order_by().values("reviewer", "firm").annotate(
        total=Count("pk"),
        waiting=Count("pk", filter=waits & ~Q(Exists(_recommended()))),
        done=Count("pk", filter=Q(assessment__status__in=(Status.APPROVED, Status.PUBLISHED))),
        until=Min("ends"),
    )  # fmt: skip
    known: Known = {(x["reviewer"], x["firm"]): dict(x) for x in counted}
    return [_load(one, known) for one in _with_those_who_left(year, known)]


def _recommended() -> QuerySet[Review]:
    """建议通过 of the latest submission by the body whose turn it is."""
    return Review.objects.filter(
        submission__filed__assessment=OuterRef("assessment"),
        body=OuterRef("assessment__stage"),
        verdict=Review.Verdict.RECOMMENDED,
    )


def _with_those_who_left(year: FiscalYear, known: Known) -> list[Assignee]:
    here = assignees(year)
    left = {reviewer for reviewer, _ in known if reviewer} - {one.key[0] for one in here}
    return here + [Assignee(reviewer=x) for x in User.objects.filter(pk__in=left)]


def _load(one: Assignee, known: Known) -> Load:
    row = known.get(one.key, {})
    total, waiting, done = (row.get(name, 0) for name in ("total", "waiting", "done"))
    return Load(one, total, waiting, done, row.get("until"))

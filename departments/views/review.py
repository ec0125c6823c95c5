"""审核: the queue of what waits for the person's decision, and everything else that was ever submitted."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments import access, remark_threads
from departments.models import Assessment, User
from departments.transitions import TRANSITIONS

from .bulk import offered
from .listing import Listing
from .person import signed_in

ORDERS = {
    "name": "department_name", "year": "fiscal_year__year", "total": "filed__total",
    "rate": "filed__execution_rate", "at": "filed__submission__submitted_at",
}  # fmt: skip
Status = Assessment.Status
LEFT_THE_DEPARTMENT = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED, Status.PUBLISHED)
SHOWN = (
    "status", "department", "department_name", "stage__name",
    *(f"fiscal_year__{x}" for x in ("year", "authority", "two_step")),
    *(f"filed__{x}" for x in ("total", "grade", "execution_rate", "found")),
    *(f"filed__submission__{x}" for x in ("number", "submitted_at")),
)  # fmt: skip
"""Columns of a row; facts, scorecards and findings of 5,000 departments would be gigabytes."""
MOST_ELSEWHERE = 100
"""What waits in other years is counted so far."""


@dataclass(frozen=True)
class Waiting:
    """A self-assessment, its findings in the latest submission, and its unresolved 审核意见."""

    assessment: Assessment
    findings: int
    unresolved: int


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    visible, queue = access.visible_assessments(user), access.review_queue(user)
    listing = Listing.of(request, visible, ORDERS, *LEFT_THE_DEPARTMENT, newest=True)
    waiting = listing.page(_shown(queue.filter(listing.wanted())))
    decided = _others(user, listing, waiting.paginator.count)
    context: dict[str, Any] = {
        "listing": listing,
        "page": waiting,
        "waiting": _counted(waiting),
        "elsewhere": _elsewhere(queue, listing),
        "most_elsewhere": MOST_ELSEWHERE,
        "others": decided,
        "may_sample": bool(access.departments_as(user, *access.REVIEWING)),
        "managed_year": access.managed_years(user).first(),
        "bulk_verbs": [(verb, TRANSITIONS[verb]) for verb in offered(user, list(waiting))],
    }
    return render(request, "departments/review/review_list.html", context)


def _others(user: User, listing: Listing, waiting: int) -> Page[Assessment]:
    """What the person sees besides the queue: as many as there are in sight without those that wait.

    Never less than none: what is withdrawn between the two counts is missing in the second.
    """
    number = _in_sight(listing) - waiting
    rows = _shown(access.out_of_queue(user).filter(listing.wanted(), filed__fiscal_year=F("fiscal_year")))
    return listing.page(rows, parameter="others", number=max(0, number))


def _in_sight(listing: Listing) -> int:
    """Everything that was ever submitted. What left its department was: it is counted in the index alone."""
    rows = listing.scope.filter(listing.wanted()).order_by()
    withdrawn = rows.filter(status=Status.DRAFT, filed__isnull=False)
    return rows.exclude(status=Status.DRAFT).count() + withdrawn.count()


def _elsewhere(queue: QuerySet[Assessment], listing: Listing) -> int:
    """How many wait in years that are not shown; counted up to `MOST_ELSEWHERE`."""
    if listing.year is None:
        return 0
    of_the_year = Q(fiscal_year__in=listing.keys(listing.year))
    return queue.exclude(of_the_year).order_by()[:MOST_ELSEWHERE].count()


def _shown(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    places = ("stage", "fiscal_year", "filed__submission")
    return rows.select_related(None).select_related(*places).only(*SHOWN)


def _counted(page: Page[Assessment]) -> list[Waiting]:
    """The rows with the number of their findings and open remarks, which are kept or counted in one query."""
    rows = list(page)
    unresolved = remark_threads.tally(rows, *remark_threads.UNRESOLVED)
    return [Waiting(row, row.filed.found, unresolved.get(row.pk, 0)) for row in rows]

"""审核: the queue of what waits for the person's decision, and everything else that was ever submitted."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments import access
from departments.models import Assessment, Submission
from departments.transitions import TRANSITIONS

from .bulk import offered
from .listing import Listing
from .person import signed_in

ORDERS = {
    "name": "assessment__department_name", "year": "assessment__fiscal_year__year",
    "total": "total", "rate": "execution_rate", "at": "submitted_at",
}  # fmt: skip
Status = Assessment.Status
LEFT_THE_DEPARTMENT = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED, Status.PUBLISHED)
SHOWN = (
    "number", "total", "grade", "execution_rate", "submitted_at", "assessment__status",
    "assessment__department_name", "assessment__stage__name", "assessment__fiscal_year__year",
)  # fmt: skip
"""Columns of a row; facts, scorecards and findings of 5,000 departments would be gigabytes."""


@dataclass(frozen=True)
class Waiting:
    """A self-assessment's latest submission, and how many findings were submitted with it."""

    submission: Submission
    findings: int

    @property
    def assessment(self) -> Assessment:
        return self.submission.assessment


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    visible, queue = access.visible_assessments(user), access.review_queue(user)
    listing = Listing.of(request, visible, ORDERS, *LEFT_THE_DEPARTMENT)
    rows = _latest().filter(listing.wanted("assessment__"))
    waiting = listing.page(rows.filter(assessment__in=queue.values("pk")), "assessment__")
    others = rows.filter(assessment__in=visible.values("pk")).exclude(assessment__in=queue.values("pk"))
    decided = listing.page(others, "assessment__", "others")
    context: dict[str, Any] = {
        "listing": listing,
        "page": waiting,
        "waiting": _counted(waiting),
        "others": decided,
        "may_sample": bool(access.departments_as(user, *access.REVIEWING)),
        "managed_year": access.managed_years(user).first(),
        "bulk_verbs": [(verb, TRANSITIONS[verb]) for verb in offered(user)],
    }
    return render(request, "departments/review/review_list.html", context)


def _latest() -> QuerySet[Submission]:
    """The latest submission of each self-assessment."""
    later = Submission.objects.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    places = ("assessment__stage", "assessment__fiscal_year")
    return Submission.objects.filter(~Exists(later)).select_related(*places).only(*SHOWN)


def _counted(page: Page[Submission]) -> list[Waiting]:
    """The rows with the number of their findings, counted where they are kept."""
    rows = list(page)
    counts = Submission.objects.filter(pk__in=[row.pk for row in rows]).annotate(n=_Length(F("findings")))
    number = dict(counts.values_list("pk", "n"))
    return [Waiting(row, number[row.pk]) for row in rows]


class _Length(Func):
    """How many things a JSON list holds."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **kwargs: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **kwargs)

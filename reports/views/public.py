"""公开: the list, the pages and the documents that anybody may read without signing in."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from departments import access
from departments.models import Assessment, Submission
from departments.views.listing import Listing
from departments.views.person import signed_in

from .. import documents, public
from ..public import PublicResult
from .downloads import file_of
from .not_drawn import told_when_not_drawn

Status = Assessment.Status
KEPT = 256
"""Drawn pages of the list, of some 30 KiB each, in one process."""
ORDERS = {
    "name": "assessment__department_name",
    "year": "assessment__fiscal_year__year",
    "total": "total",
    "rate": "execution_rate",
    "budget": "budget",
    "spent": "spent",
    "published": "assessment__published_at",
}

open_to_all = cache_control(public=True, no_cache=True)
"""Caches may keep it but ask each time: what is withdrawn is gone at once."""


def told_to_the_public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever finds nothing public is led to the list; withdrawn or never there, all answers are alike."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return render(request, "public/not_found.html", status=404)

    return answered


def listing_of(request: HttpRequest, *, newest: bool = False) -> Listing:
    """What is asked of the list, and so of the open data, which by themselves are of every year."""
    return Listing.of(request, public.published(), ORDERS, Status.PUBLISHED, newest=newest)


@require_safe
@conditional_page
@open_to_all
def result_list(request: HttpRequest) -> HttpResponse:
    """Everything public, narrowed by department, district and year: four queries, however long."""
    listing = listing_of(request, newest=True)
    asked = listing.of_any_state("assessment__")
    number = listing.scope.filter(listing.wanted()).count()
    page = listing.page(public.results().filter(asked), "assessment__", number=number)
    shown = tuple(PublicResult.of(x) for x in page)
    rows = _drawn(shown, len(listing.districts) > 1) if shown else ""
    context = {"listing": listing, "page": page, "rows": rows}
    return render(request, "public/result_list.html", context)


@lru_cache(maxsize=KEPT)
def _drawn(results: tuple[PublicResult, ...], several: bool) -> SafeString:
    """The rows, which follow from what they say (docs/adr/0019); `several` districts are named."""
    return render_to_string("public/result_rows.html", {"results": results, "several": several})


@require_safe
@conditional_page
@open_to_all
@told_to_the_public
def result_detail(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The official document of one department and year as a page."""
    submission = _submission(year, code)
    context = {"result": PublicResult.of(submission), "content": documents.content_of_submission(submission)}
    return render(request, "public/result_detail.html", context)


@require_safe
@conditional_page
@open_to_all
@told_to_the_public
@told_when_not_drawn
def result_document(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The same document as PDF."""
    submission = _submission(year, code)
    name = documents.file_name(documents.content_of_submission(submission), "pdf")
    return file_of(name, documents.public_bytes(submission))


def _submission(year: int, code: str) -> Submission:
    """What is public at the address, of the nearest authority where several publish. Raises Http404."""
    found = public.documented().filter(assessment__fiscal_year__year=year, assessment__department__code=code)
    nearest = found.order_by("-assessment__fiscal_year__authority__path").first()
    if nearest is None:
        raise Http404
    return nearest


@login_required
@require_safe
def public_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be public, for the manager who decides."""
    user = signed_in(request)
    assessment = get_object_or_404(access.visible_assessments(user), pk=pk)
    if not access.is_manager(user, assessment):
        raise PermissionDenied
    approved = public.approved_submissions().select_related("scheme", "project_scheme", "outline")
    decided = approved.filter(assessment__status__in=(Status.APPROVED, Status.PUBLISHED))
    submission = get_object_or_404(decided, assessment=assessment)
    content = documents.content_of_submission(submission)
    context = {
        "assessment": assessment, "submission": submission, "content": content, "is_preview": True,
        "result": PublicResult.of(submission), "not_public": public.NOT_PUBLIC,
        "annexed": len(submission.waivers),
    }  # fmt: skip
    return render(request, "public/result_preview.html", context)

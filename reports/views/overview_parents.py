"""总览 by 主管部门: the same figures of each one with all its units; only asked for on its own page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from departments.models import Assessment
from departments.views.listing import ROWS, Listing

from ..overview import parents
from ..overview.measures import measures
from .overview_scope import KINDS, scoped, year_of


@login_required
@require_safe
def overview_parents(request: HttpRequest) -> HttpResponse:
    """Fifty at a time; the sum is of all of them."""
    scope = scoped(request)
    listing = Listing.of(request, scope, parents.ORDERS)
    year, kind = year_of(listing), listing.asked.get("kind", "")
    rows = scope.filter(fiscal_year__in=listing.keys(year))
    if kind in KINDS:
        rows = rows.filter(department_kind=kind)
    if listing.name:
        rows = parents.named(rows, listing.name)
    page = _page_of(rows, listing)
    total = parents.added(rows)
    context = {
        "listing": listing, "year": year, "kinds": KINDS, "kind": kind, "measures": measures(),
        "page": page, "groups": parents.groups_of(list(page), rows), "total": total,
        "owing": 0 if listing.name else total.counts["missing"] + total.counts["returned"],
        "urged": f"?{urlencode(_conditions(listing, year, kind))}",
    }  # fmt: skip
    return render(request, "overview/overview_parents.html", context)


def _page_of(rows: QuerySet[Assessment], listing: Listing) -> Page[Any]:
    """In the order of their codes, only the groups that are shown are added up."""
    number = listing.asked.get("page")
    if listing.order:
        return Paginator(parents.grouped(rows, listing.order), ROWS).get_page(number)
    page = Paginator(parents.codes_of(rows), ROWS).get_page(number)
    page.object_list = list(parents.grouped(parents.below(rows, list(page))))
    return page


def _conditions(listing: Listing, year: int, kind: str) -> dict[str, str]:
    """Under which a ticked 主管部门 is urged; the name asked for is that of the 主管部门, which is ticked."""
    asked = {"year": str(year), "district": str(listing.district or ""), "kind": kind}
    return {name: value for name, value in asked.items() if value}

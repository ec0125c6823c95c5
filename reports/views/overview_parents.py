"""总览 by 主管部门: the same figures of each one with all its units; only asked for on its own page."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

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
    page = Paginator(parents.grouped(rows, listing.order), ROWS).get_page(listing.asked.get("page"))
    total = parents.added(rows)
    context = {
        "listing": listing, "year": year, "kinds": KINDS, "kind": kind, "measures": measures(),
        "page": page, "groups": parents.groups_of(list(page), rows), "total": total,
        "owing": 0 if listing.name else total.counts["missing"] + total.counts["returned"],
        "urged": f"?{urlencode(_conditions(listing, year, kind))}",
    }  # fmt: skip
    return render(request, "overview/overview_parents.html", context)


def _conditions(listing: Listing, year: int, kind: str) -> dict[str, str]:
    """Under which a ticked 主管部门 is urged; the name asked for is that of the 主管部门, which is ticked."""
    asked = {"year": str(year), "district": str(listing.district or ""), "kind": kind}
    return {name: value for name, value in asked.items() if value}

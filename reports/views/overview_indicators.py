"""指标汇总: indicators that several departments share, and one of them with all its parts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments.models import Assessment
from departments.models.indicator import METHODS
from departments.scoring.aggregation import kind_of
from departments.views.listing import ROWS, Listing, name_in

from ..overview.indicators import common, whole
from ..overview.measures import sent
from ..overview.money import filed
from .overview_scope import KINDS, narrowed, scoped, year_of

WAYS = {
    "absolute": "绝对值，直接累加", "relative": "相对值，按调整后预算数加权平均",
    "qualitative": "定性，完成程度按调整后预算数加权平均",
}  # fmt: skip
"""Kind of value → how it is put together, for people."""


def _asked_for(request: HttpRequest) -> tuple[Listing, int, QuerySet[Assessment], list[str]]:
    """The list, its year, the self-assessments asked for; a name is an indicator's, not a department's."""
    scope = scoped(request)
    listing = Listing.of(request, scope, {})
    year = year_of(listing)
    return listing, year, *narrowed(scope.filter(fiscal_year__in=listing.keys(year)), listing.asked)


@login_required
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Indicators of two departments or more."""
    listing, year, rows, said = _asked_for(request)
    page = Paginator(common(rows, name_in(listing.asked)), ROWS).get_page(listing.asked.get("page"))
    for row in page:
        row["way"] = WAYS[kind_of(row["method"], row["unit"])]
        row["sign"] = METHODS[row["method"]]
    context = _context(listing, year, said) | {"page": page}
    return render(request, "overview/overview_indicators.html", context)


@login_required
@require_safe
def indicator_detail(request: HttpRequest) -> HttpResponse:
    """One indicator: the value all departments make together, and each of them with a link to its cell."""
    listing, year, rows, said = _asked_for(request)
    name, unit, method = (listing.asked.get(x, "").replace("\0", "") for x in ("indicator", "unit", "method"))
    found = whole(rows, name, unit, method)
    if found is None:
        raise Http404
    page = Paginator(found.rows, ROWS).get_page(listing.asked.get("page"))
    shown = sent(rows).filter(pk__in=[x.indicator.goal.assessment_id for x in page])
    opens = {x.pk: x.filed.get_absolute_url() for x in filed(shown)}
    listed = [(row, opens.get(row.indicator.goal.assessment_id, "")) for row in page]
    context = _context(listing, year, said) | {
        "whole": found, "way": WAYS[found.kind], "sign": METHODS.get(method, ""), "unit": unit,
        "page": page, "rows": listed, "indicator": name,
    }  # fmt: skip
    return render(request, "overview/overview_indicator.html", context)


def _context(listing: Listing, year: int, said: list[str]) -> dict[str, Any]:
    kind = listing.asked.get("kind", "")
    return {"listing": listing, "year": year, "said": said, "kinds": KINDS, "kind": kind}

"""总览: the lists that the numbers of the overview lead to, and the ranking."""

from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from departments.models import Assessment, Batch, SavedView
from departments.views.listing import ROWS, Listing

from ..overview.columns import COLUMNS, ORDERS, chosen, ordered, shown
from ..overview.measures import measures
from ..overview.money import AMOUNTS, added, filed
from ..overview.ranking import BY_SIZE, SCORES, Place, Way, page_of
from ..overview.sizes import SIZES
from .overview_scope import KINDS, kept_of, listed, measure_of, narrowed, scoped, year_of
from .viewing import bar, led_to, views_of

KEPT = 256
"""Drawn pages of the ranking, of some 20 KiB each, in one process."""


@login_required
@require_safe
def overview_list(request: HttpRequest) -> HttpResponse:
    """The self-assessments behind a number, with the columns asked for."""
    views = views_of(request, SavedView.Page.LIST)
    if path := led_to(request, SavedView.Page.LIST, views):
        return redirect(path)
    scope = scoped(request)
    listing = Listing.of(request, scope, ORDERS, newest=True)
    asked, known = listing.asked, measures()
    measure = measure_of(asked)
    rows, said = listed(scope, listing)
    context = {
        "listing": listing, "measure": known[measure], "chosen": measure, "measures": known, "said": said,
        "kinds": KINDS, "kind": asked.get("kind", ""), "kept": kept_of(asked), "year": listing.year,
        "batch_kinds": [(kind.value, kind.label) for kind in Batch.FILES], "all_years": True,
        **_columns_of(rows, listing), **bar(SavedView.Page.LIST, listing, views),
    }  # fmt: skip
    return render(request, "overview/overview_list.html", context)


def _columns_of(rows: QuerySet[Assessment], listing: Listing) -> dict[str, Any]:
    """One page of the rows, with the columns asked for and all there are."""
    columns = chosen(listing.asked.get("columns", ""))
    if any(x.is_filed for x in columns):
        rows = rows.select_related("filed")
    page = listing.page(ordered(rows, listing.order))
    return {
        "page": page, "rows": shown(page, columns), "columns": columns, "every_column": COLUMNS.values()
    }  # fmt: skip


@login_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Ranks within the kind of department, or the kind and the size, of one year."""
    views = views_of(request, SavedView.Page.RANKING)
    if path := led_to(request, SavedView.Page.RANKING, views):
        return redirect(path)
    scope = scoped(request)
    listing = Listing.of(request, scope, {})
    year = year_of(listing)
    kind = listing.asked.get("kind", "")
    peers = scope.filter(fiscal_year__in=listing.keys(year))
    if kind in KINDS:
        peers = peers.filter(department_kind=kind)
    way = Way.of(listing.asked)
    page = page_of(peers, listing.asked.get("page", ""), ROWS, way)
    context = {
        "listing": listing, "year": year, "kinds": KINDS, "kind": kind, "way": way, "scores": SCORES,
        "sizes": SIZES, "by_size": BY_SIZE, "page": page, "table": drawn_of(tuple(page), bool(way.size)),
        **bar(SavedView.Page.RANKING, listing, views),
    }  # fmt: skip
    return render(request, "overview/ranking.html", context)


@lru_cache(maxsize=KEPT)
def drawn_of(places: tuple[Place, ...], by_size: bool) -> SafeString:
    """The rows, which follow from what they say, whoever looks (docs/adr/0019)."""
    return render_to_string("overview/ranks.html", {"places": places, "by_size": by_size})


@login_required
@require_safe
def overview_money(request: HttpRequest) -> HttpResponse:
    """The departments whose money and scores a total adds up; each row opens its submission."""
    scope = scoped(request)
    listing = Listing.of(request, scope, AMOUNTS, newest=True)
    year = year_of(listing)
    rows, said = narrowed(
        scope.filter(listing.of_any_state(), fiscal_year__in=listing.keys(year)), listing.asked
    )
    found = filed(rows)
    total = added(found)
    context = {
        "listing": listing, "year": year, "page": listing.page(found, number=total.scored), "total": total,
        "said": said, "kinds": KINDS, "kind": listing.asked.get("kind", ""), "kept": kept_of(listing.asked),
    }  # fmt: skip
    return render(request, "overview/overview_money.html", context)

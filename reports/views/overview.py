"""总览: the pages of the manager. Every number leads to the list of what it counts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from departments.models import Batch
from departments.templatetags.amounts import rate, wan
from departments.views.listing import ROWS, Listing

from ..overview import figures
from ..overview.bars import Bar, bars
from ..overview.measures import BANDS, GAPS, Band, measures
from ..overview.money import AMOUNTS, added, filed
from ..overview.ranking import page_of
from .overview_scope import KINDS, kept_of, listed, measure_of, narrowed, scoped, year_of

ORDERS = {"name": "department_name", "year": "fiscal_year__year", "due": "fiscal_year__due"}


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    scope = scoped(request)
    listing = Listing.of(request, scope, ORDERS)
    year = year_of(listing)
    found = figures.cells(scope.filter(fiscal_year__in=listing.keys(year - 1, year)))
    total = figures.summed(found, year)
    context: dict[str, Any] = {
        "listing": listing, "year": year, "measures": measures(), "total": total,
        "before": figures.summed(found, year - 1), "last_year": year - 1,
        "parts": _parts(found, year, listing), "comparison": figures.comparison(total), "gaps": GAPS,
        **_pictures(total, year, listing.district),
    }  # fmt: skip
    return render(request, "overview/overview.html", context)


def _parts(
    found: dict[figures.Key, figures.Figures], year: int, listing: Listing
) -> list[tuple[str, str, Any]]:
    """Title, word in the address, and groups."""
    districts = figures.by_district(found, year, listing.districts)
    return [("按区划", "district", districts), ("按部门类型", "kind", figures.by_kind(found, year))]


def _pictures(total: figures.Figures, year: int, district: int | None) -> dict[str, list[Bar]]:
    def link(page: str = "overview_list", **asked: Any) -> str:
        kept = {"year": year} | ({"district": district} if district else {})
        return f"{reverse(f'reports:{page}')}?{urlencode(kept | asked)}"

    def bands(band: Band) -> int:
        return total.bands.get(band.lowest, 0)

    return {
        "progress_bars": bars(
            (x.label, total.counts.get(name, 0), str(total.counts.get(name, 0)), link(measure=name))
            for name, x in measures().items()
        ),
        "grade_bars": bars((x or "未评", n, str(n), link(grade=x)) for x, n in figures.grades(total)),
        "band_bars": bars((x.label, bands(x), str(bands(x)), link(band=x.lowest)) for x in BANDS),
        "money_bars": _money_bars(total, link("overview_money")),
    }  # fmt: skip


def _money_bars(total: figures.Figures, link: str) -> list[Bar]:
    spent = f"{wan(total.spent)}万元" + (f"（{rate(total.rate)}）" if total.rate is not None else "")
    budget = f"{wan(total.budget)}万元"
    return bars([("调整后预算数", total.budget, budget, link), ("全年执行数", total.spent, spent, link)])


@login_required
@require_safe
def overview_list(request: HttpRequest) -> HttpResponse:
    """The self-assessments behind a number."""
    scope = scoped(request)
    listing = Listing.of(request, scope, ORDERS, newest=True)
    asked, known = listing.asked, measures()
    measure = measure_of(asked)
    rows, said = listed(scope, listing)
    context = {
        "listing": listing, "page": listing.page(rows), "measure": known[measure], "chosen": measure,
        "measures": known, "said": said, "kinds": KINDS, "kind": asked.get("kind", ""),
        "kept": kept_of(asked), "batch_kinds": [(kind.value, kind.label) for kind in Batch.FILES],
        "year": listing.year, "all_years": True,
    }  # fmt: skip
    return render(request, "overview/overview_list.html", context)


@login_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Ranks within the kind of department, of one year."""
    scope = scoped(request)
    listing = Listing.of(request, scope, {})
    year = year_of(listing)
    kind = listing.asked.get("kind", "")
    peers = scope.filter(fiscal_year__in=listing.keys(year))
    if kind in KINDS:
        peers = peers.filter(department_kind=kind)
    page = page_of(peers, listing.asked.get("page", ""), ROWS)
    context = {"listing": listing, "page": page, "year": year, "kinds": KINDS, "kind": kind}
    return render(request, "overview/ranking.html", context)


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

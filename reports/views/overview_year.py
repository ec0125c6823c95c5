"""总览 of one year, as a page and as a document: the same figures and the same pictures."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from departments import audit
from departments.views.listing import Listing
from departments.views.person import signed_in

from ..formats import pdf
from ..overview import figures, parents
from ..overview.comparison import comparison
from ..overview.drawing import drawn
from ..overview.measures import GAPS, measures
from ..overview.report import report_of
from .downloads import file_of
from .not_drawn import told_when_not_drawn
from .overview_scope import KINDS, scoped, year_of

KEPT = 64
"""Drawn years of some 80 KiB each, in one process."""


@dataclass(frozen=True)
class Shown:
    """What one address shows: a year, all districts or one, all kinds or one.

    What it is made of is compared by value, so that what is drawn of it can be kept (docs/adr/0019).
    """

    year: int
    kind: str
    district: int | None
    places: tuple[tuple[int, int, str, int], ...]
    answer: figures.Answer

    @classmethod
    def of(cls, listing: Listing) -> "Shown":
        year, kind = year_of(listing), listing.asked.get("kind", "")
        rows = listing.scope.filter(fiscal_year__in=listing.keys(year - 1, year))
        if kind in KINDS:
            rows = rows.filter(department_kind=kind)
        kind = kind if kind in KINDS else ""
        return cls(year, kind, listing.district, listing.places, figures.asked(rows))

    @cached_property
    def found(self) -> dict[figures.Key, figures.Figures]:
        return figures.read(self.answer, {pk: (year, at) for pk, at, _, year in self.places})

    @property
    def districts(self) -> list[tuple[int, str]]:
        return list(dict.fromkeys((pk, name) for _, pk, name, _ in self.places))

    @cached_property
    def total(self) -> figures.Figures:
        return figures.summed(self.found, self.year)

    @cached_property
    def before(self) -> figures.Figures:
        return figures.summed(self.found, self.year - 1)

    @property
    def asked(self) -> dict[str, Any]:
        """As addresses say it."""
        district = {"district": self.district} if self.district else {}
        return {"year": self.year} | district | ({"kind": self.kind} if self.kind else {})

    @property
    def said(self) -> str:
        """District and kind in words; "" for all."""
        district = dict(self.districts).get(self.district or 0, "")
        return "，".join(filter(None, (district, str(KINDS.get(self.kind, "")))))

    @property
    def parts(self) -> list[tuple[str, str, list[figures.Group]]]:
        """Title, word in the address, and groups."""
        districts = figures.by_district(self.found, self.year, self.districts)
        kinds = figures.by_kind(self.found, self.year)
        return [("按区划", "district", districts), ("按部门类型", "kind", kinds)]

    def link(self, page: str, **asked: Any) -> str:
        return f"{reverse(f'reports:{page}')}?{urlencode(self.asked | asked)}"


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request, scoped(request), {})
    shown = Shown.of(listing)
    context: dict[str, Any] = {
        "listing": listing, "year": shown.year, "kinds": KINDS, "kind": shown.kind,
        "paper": shown.link("overview_document"), "figures": drawn_of(shown),
    }  # fmt: skip
    return render(request, "overview/overview.html", context)


@lru_cache(maxsize=KEPT)
def drawn_of(shown: Shown) -> SafeString:
    """The pictures and tables: they follow from what is shown, whoever looks."""
    context: dict[str, Any] = {
        "listing": shown, "year": shown.year, "last_year": shown.year - 1, "kind": shown.kind,
        "measures": measures(), "total": shown.total, "before": shown.before,
        "parts": shown.parts, "comparison": comparison(shown.total), "gaps": GAPS,
        "pictures": drawn(shown.total, shown.before, (shown.year, shown.year - 1), shown.link),
        "kept": urlencode(shown.asked),
    }  # fmt: skip
    return render_to_string("overview/figures_of_year.html", context)


@login_required
@require_safe
@told_when_not_drawn
def overview_document(request: HttpRequest) -> HttpResponse:
    """The same as PDF; taking it out is recorded. Raises Http404 where there is no year yet."""
    listing = Listing.of(request, scoped(request), {})
    shown = Shown.of(listing)
    if not shown.year:
        raise Http404
    parts = [*shown.parts, ("按主管部门", "parent", _by_parent(listing, shown))]
    content = report_of(shown.year, shown.said, shown.total, shown.before, parts)
    body, name = pdf.render(content), f"{content.name}.pdf"
    with transaction.atomic():
        audit.record("export", by=signed_in(request), target=name)
    return file_of(name, body)


def _by_parent(listing: Listing, shown: Shown) -> list[figures.Group]:
    """What `overview_parents` shows under the same conditions; asked for on paper only."""
    rows = listing.scope.filter(fiscal_year__in=listing.keys(shown.year))
    if shown.kind:
        rows = rows.filter(department_kind=shown.kind)
    return parents.groups_of(list(parents.grouped(rows)), rows)

"""总览 of one year, as a page and as a document: the same figures and the same pictures."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from departments import audit
from departments.views.listing import Listing
from departments.views.person import signed_in

from ..documents import DOCUMENTS
from ..formats import pdf
from ..overview import figures
from ..overview.drawing import drawn
from ..overview.measures import GAPS, measures
from ..overview.report import report_of
from .not_drawn import told_when_not_drawn
from .overview_scope import KINDS, scoped, year_of


@dataclass(frozen=True)
class Shown:
    """What one address shows: a year, all districts or one, all kinds or one."""

    listing: Listing
    year: int
    kind: str
    found: dict[figures.Key, figures.Figures]

    @classmethod
    def of(cls, request: HttpRequest) -> "Shown":
        scope = scoped(request)
        listing = Listing.of(request, scope, {})
        year, kind = year_of(listing), listing.asked.get("kind", "")
        rows = scope.filter(fiscal_year__in=listing.keys(year - 1, year))
        if kind in KINDS:
            rows = rows.filter(department_kind=kind)
        return cls(listing, year, kind if kind in KINDS else "", figures.cells(rows))

    @cached_property
    def total(self) -> figures.Figures:
        return figures.summed(self.found, self.year)

    @cached_property
    def before(self) -> figures.Figures:
        return figures.summed(self.found, self.year - 1)

    @property
    def asked(self) -> dict[str, Any]:
        """As addresses say it."""
        district = {"district": self.listing.district} if self.listing.district else {}
        return {"year": self.year} | district | ({"kind": self.kind} if self.kind else {})

    @property
    def said(self) -> str:
        """District and kind in words; "" for all."""
        district = dict(self.listing.districts).get(self.listing.district or 0, "")
        return "，".join(filter(None, (district, str(KINDS.get(self.kind, "")))))

    @property
    def parts(self) -> list[tuple[str, str, list[figures.Group]]]:
        """Title, word in the address, and groups."""
        districts = figures.by_district(self.found, self.year, self.listing.districts)
        kinds = figures.by_kind(self.found, self.year)
        return [("按区划", "district", districts), ("按部门类型", "kind", kinds)]

    def link(self, page: str, **asked: Any) -> str:
        return f"{reverse(f'reports:{page}')}?{urlencode(self.asked | asked)}"


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    shown = Shown.of(request)
    context: dict[str, Any] = {
        "listing": shown.listing, "year": shown.year, "last_year": shown.year - 1, "kinds": KINDS,
        "kind": shown.kind, "measures": measures(), "total": shown.total, "before": shown.before,
        "parts": shown.parts, "comparison": figures.comparison(shown.total), "gaps": GAPS,
        "pictures": drawn(shown.total, shown.before, (shown.year, shown.year - 1), shown.link),
        "paper": shown.link("overview_document"), "kept": urlencode(shown.asked),
    }  # fmt: skip
    return render(request, "overview/overview.html", context)


@login_required
@require_safe
@told_when_not_drawn
def overview_document(request: HttpRequest) -> HttpResponse:
    """The same as PDF; taking it out is recorded. Raises Http404 where there is no year yet."""
    shown = Shown.of(request)
    if not shown.year:
        raise Http404
    content = report_of(shown.year, shown.said, shown.total, shown.before, shown.parts)
    body, name = pdf.render(content), f"{content.name}.pdf"
    with transaction.atomic():
        audit.record("export", by=signed_in(request), target=name)
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=DOCUMENTS["pdf"].content_type, headers=headers)

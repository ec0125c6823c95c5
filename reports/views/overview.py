"""总览: the pages of the manager. Every number leads to the list of what it counts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from departments import access
from departments.models import Assessment, Department
from departments.templatetags.amounts import rate, wan
from departments.views.desk import lean
from departments.views.listing import ROWS, Listing
from departments.views.person import signed_in

from ..overview import figures
from ..overview.bars import Bar, bars
from ..overview.measures import BANDS, GAPS, dated, latest_submissions, measures, with_gap
from ..overview.ranking import ranked

ORDERS = {"name": "department__name", "year": "fiscal_year__year", "due": "fiscal_year__due"}
KINDS = dict(Department.Kind.choices)


def _scope(request: HttpRequest) -> QuerySet[Assessment]:
    """What the person manages. Raises PermissionDenied for everybody else."""
    user = signed_in(request)
    if not access.departments_as(user, access.Role.MANAGER):
        raise PermissionDenied
    return lean(access.tracked_assessments(user))


def _year(listing: Listing) -> int:
    """The year asked for, else the newest one."""
    return listing.year or next(iter(listing.years), 0)


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    scope = _scope(request)
    listing = Listing.of(request, scope, ORDERS)
    year = _year(listing)
    district = {"fiscal_year__authority": listing.district} if listing.district else {}
    shown = scope.filter(fiscal_year__year__in=(year - 1, year), **district)
    found, present = figures.cells(shown), shown.filter(fiscal_year__year=year)
    total = figures.summed(found, year)
    context: dict[str, Any] = {
        "listing": listing, "year": year, "measures": measures(), "total": total,
        "before": figures.summed(found, year - 1), "last_year": year - 1,
        "parts": _parts(found, year, listing), "comparison": figures.comparison(present), "gaps": GAPS,
        **_pictures(total, figures.grades(present), year, listing.district),
    }  # fmt: skip
    return render(request, "overview/overview.html", context)


def _parts(
    found: dict[figures.Key, figures.Figures], year: int, listing: Listing
) -> list[tuple[str, str, Any]]:
    """Title, word in the address, and groups."""
    districts = figures.by_district(found, year, listing.districts)
    return [("按区划", "district", districts), ("按部门类型", "kind", figures.by_kind(found, year))]


def _pictures(
    total: figures.Figures, grades: list[tuple[str, int]], year: int, district: int | None
) -> dict[str, list[Bar]]:
    def link(**asked: Any) -> str:
        kept = {"year": year} | ({"district": district} if district else {})
        return f"{reverse('reports:overview_list')}?{urlencode(kept | asked)}"

    bands = zip(BANDS, total.bands, strict=True)
    return {
        "progress_bars": bars(
            (x.label, total.counts.get(name, 0), str(total.counts.get(name, 0)), link(measure=name))
            for name, x in measures().items()
        ),
        "grade_bars": bars((x or "未评", n, str(n), link(grade=x)) for x, n in grades),
        "band_bars": bars((x.label, n, str(n), link(band=x.lowest)) for x, n in bands),
        "money_bars": _money_bars(total),
    }  # fmt: skip


def _money_bars(total: figures.Figures) -> list[Bar]:
    spent = f"{wan(total.spent)}万元" + (f"（{rate(total.rate)}）" if total.rate is not None else "")
    budget = f"{wan(total.budget)}万元"
    return bars([("调整后预算数", total.budget, budget, ""), ("全年执行数", total.spent, spent, "")])


@login_required
@require_safe
def overview_list(request: HttpRequest) -> HttpResponse:
    """The self-assessments behind a number."""
    scope = _scope(request)
    listing = Listing.of(request, scope, ORDERS)
    asked, known = listing.asked, measures()
    measure = asked.get("measure", "") if asked.get("measure") in known else "expected"
    rows = dated(scope.filter(listing.of_any_state())).filter(known[measure].condition)
    rows, said = _narrowed(rows, asked)
    context = {
        "listing": listing, "page": listing.page(rows), "measure": known[measure], "chosen": measure,
        "measures": known, "said": said, "kinds": KINDS, "kind": asked.get("kind", ""), "kept": _kept(asked),
    }  # fmt: skip
    return render(request, "overview/overview_list.html", context)


def _kept(asked: Any) -> dict[str, str]:
    """What the form of the list carries on besides its own fields."""
    return {name: asked[name] for name in ("order", "grade", "band", "gap") if asked.get(name)}


def _narrowed(rows: QuerySet[Assessment], asked: Any) -> tuple[QuerySet[Assessment], list[str]]:
    """By kind, grade, band and gap, and each in words; what is not understood is left out."""
    said: list[str] = []
    if (kind := asked.get("kind")) in KINDS:
        rows, said = rows.filter(department__kind=kind), [*said, str(KINDS[kind])]
    if "grade" in asked:
        grade = asked["grade"].replace("\0", "")[:10]
        rows = rows.filter(pk__in=latest_submissions(rows).filter(grade=grade).values("assessment"))
        said.append(f"等级：{grade or '未评'}")
    if band := next((x for x in BANDS if str(x.lowest) == asked.get("band")), None):
        rows = rows.filter(pk__in=latest_submissions(rows).filter(band.condition).values("assessment"))
        said.append(f"得分：{band.label}")
    if (gap := asked.get("gap")) in GAPS:
        rows, said = with_gap(rows, gap), [*said, GAPS[gap][0]]
    return rows, said


@login_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Ranks within the kind of department, of one year."""
    scope = _scope(request)
    listing = Listing.of(request, scope, {})
    year = _year(listing)
    district = {"fiscal_year__authority": listing.district} if listing.district else {}
    kind = listing.asked.get("kind", "")
    peers = scope.filter(fiscal_year__year=year, **district)
    if kind in KINDS:
        peers = peers.filter(department__kind=kind)
    page = Paginator(ranked(peers), ROWS).get_page(listing.asked.get("page"))
    context = {"listing": listing, "page": page, "year": year, "kinds": KINDS, "kind": kind}
    return render(request, "overview/ranking.html", context)

"""规则重算: last year's submissions under another scheme, a part at a time, and as Excel."""

from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from departments import access, audit, rule_replay, scheme_impact, set_up
from departments.forms.keys import key_of
from departments.models import FiscalYear, ScoringScheme, Submission, User
from departments.views.person import keeping_schemes
from departments.views.year import own_year

from ..formats import replay as sheets
from .downloads import file_of

PART = 25
"""Submissions scored in one answer."""
MOST = 3_000
"""Submissions in one file."""


def _asked(request: HttpRequest, pk: int) -> tuple[User, ScoringScheme, FiscalYear]:
    user = keeping_schemes(request)
    scheme = get_object_or_404(ScoringScheme, pk=pk)
    asked = _number(request, "year")
    with_some, newest = scheme_impact.years(user).first(), set_up.fiscal_years(user).first()
    year = with_some or newest
    return user, scheme, own_year(user, asked or (year.pk if year else 0))


def _number(request: HttpRequest, name: str) -> int:
    return number_of(request.GET.get(name, "0"))


def number_of(asked: str) -> int:
    """A number of an address. Raises Http404 for anything else."""
    if (number := key_of(asked)) is None:
        raise Http404
    return number


def _latest(user: User, year: FiscalYear) -> QuerySet[Submission]:
    """The latest submission of each self-assessment of the year that the person sees."""
    rows = access.visible_submissions(user).filter(filed__fiscal_year=year)
    return rows.select_related("assessment", "scheme", "project_scheme").order_by("pk")


@login_required
@require_safe
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, or the next part of its rows; each part leads to the one after it."""
    user, scheme, year = _asked(request, pk)
    rows = _latest(user, year)
    after = _number(request, "after")
    part = list(rows.filter(pk__gt=after).defer("findings", "explanations")[:PART])
    found = [x for row in part for x in rule_replay.replay(row, scheme.scheme)]
    counts = {
        "done": _number(request, "done") + len(part),
        "changed": _number(request, "changed") + sum(x.is_changed for x in found),
        "moved": _number(request, "moved") + sum(x.is_moved for x in found),
    }
    following = {"year": year.pk, "after": part[-1].pk, **counts} if len(part) == PART else {}
    context: dict[str, Any] = {
        "row": scheme, "year": year, "total": rows.count(), **counts, "next": urlencode(following),
        "found": [x for x in found if x.is_changed],
    }  # fmt: skip
    name = "replay_part" if after else "replay"
    return render(request, f"departments/scheme/{name}.html", context)


@login_required
@require_safe
def replay_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Every scorecard before and after, as Excel; read in blocks, so that memory stays flat."""
    user, scheme, year = _asked(request, pk)
    rows = _latest(user, year).defer("findings", "explanations")
    read = islice(rows.iterator(chunk_size=PART), MOST)
    found = (x for row in read for x in rule_replay.replay(row, scheme.scheme))
    body = sheets.render(scheme, year, found, max(0, rows.count() - MOST))
    name = f"{year.year}年度按{scheme.key}重算.xlsx"
    with transaction.atomic():
        audit.record("export", by=user, target=name)
    return file_of(name, body)

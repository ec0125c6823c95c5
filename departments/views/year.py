"""预算年度: the manager's years, one year's settings, and the list it begins with."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from departments import once, set_up
from departments.forms.keys import key_of
from departments.forms.tidy import tidied
from departments.forms.year import YearForm
from departments.gone import Gone
from departments.models import Assessment, Department, FiscalYear, User
from departments.years import comparing, issuing, long_issuing, opening

from .counting import number_of
from .person import signed_in

Status = Assessment.Status
COUNTED = {
    "draft": "未送审",
    "submitted": "已送审",
    "returned": "被退回",
    "approved": "已审核",
    "published": "已公开",
}


def while_there(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 also where somebody deletes the year after it was found."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            raise Http404 from gone

    return answered


def setting_up(request: HttpRequest) -> User:
    """Who sets up years. Raises PermissionDenied for everybody else."""
    user = signed_in(request)
    if not set_up.changes(user, FiscalYear):
        raise PermissionDenied
    return user


def own_year(user: User, pk: int) -> FiscalYear:
    """A year in sight, with its counts; any other is 404."""
    found = counted(_years(user).filter(pk=pk))
    if not found:
        raise Http404
    return found[0]


def _years(user: User) -> QuerySet[FiscalYear]:
    return set_up.fiscal_years(user).select_related("authority", "scheme", "project_scheme", "outline")


def counted(years: QuerySet[FiscalYear]) -> list[FiscalYear]:
    """With how many self-assessments they have and how many in each state, in one query.

    Grouping all of them at once would read every row.
    """
    of = {name: Assessment.objects.filter(status=name) for name in COUNTED}
    rows = list(years.annotate(**{name: number_of(found, "fiscal_year") for name, found in of.items()}))
    for row in rows:
        vars(row)["issued"] = sum(vars(row)[name] for name in COUNTED)
    return rows


def _authorities(user: User) -> QuerySet[Department]:
    return set_up.departments(user).filter(kind=Department.Kind.AUTHORITY).order_by("code")


@login_required
@require_safe
def year_list(request: HttpRequest) -> HttpResponse:
    """Every year, the newest first, and the authorities that have none yet."""
    user = setting_up(request)
    context = {"years": counted(_years(user)), "authorities": _authorities(user), "counted": COUNTED}
    return render(request, "departments/year/year_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def year_create(request: HttpRequest) -> HttpResponse:
    """Open a year; it begins with last year's settings."""
    user = setting_up(request)
    authorities = _authorities(user)
    asked = key_of(request.GET.get("authority", "")) or 0
    authority = authorities.filter(pk=asked).first() or authorities.first()
    if authority is None:
        raise PermissionDenied
    data = tidied(request.POST) if request.method == "POST" else None
    form = YearForm(data, initial=opening.suggestion(authority), authorities=authorities)
    context = {"authority": authority, "last": opening.latest(authority), "authorities": authorities}
    return _saved(request, user, form, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@while_there
def year_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a year's settings."""
    user = setting_up(request)
    year = own_year(user, pk)
    data = tidied(request.POST) if request.method == "POST" else None
    form = YearForm(data, instance=year, authorities=_authorities(user))
    stored = FiscalYear.objects.get(pk=pk)
    seen = data.get("seen", "") if data is not None else opening.fingerprint(stored)
    return _saved(request, user, form, {"year": stored, "seen": seen})


def _saved(request: HttpRequest, user: User, form: YearForm, context: dict[str, Any]) -> HttpResponse:
    if form.is_valid():
        is_new = form.instance.pk is None
        try:
            year = opening.save(form, by=user, seen=context.get("seen", ""))
        except opening.Overtaken as overtaken:
            return _overtaken(request, form, overtaken.present)
        messages.success(request, f"{year}已{'开设' if is_new else '保存'}。")
        is_first = comparing.year_before(year) is None
        return redirect("departments:year" if not is_new or is_first else "departments:year_start", year.pk)
    status = 422 if form.is_bound else 200
    return render(request, "departments/year/year_form.html", context | {"form": form}, status=status)


def _overtaken(request: HttpRequest, form: YearForm, present: FiscalYear) -> HttpResponse:
    """What stands now beside what was typed; saved once more, it is meant."""
    context = {
        "year": present, "form": form, "seen": opening.fingerprint(present),
        "overtaken": True, "differences": opening.differences(present, form),
    }  # fmt: skip
    return render(request, "departments/year/year_form.html", context, status=409)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@while_there
def year_start(request: HttpRequest, pk: int) -> HttpResponse:
    """从上年名单开始: what changed since last year, then the same list is issued, and what is new."""
    user = setting_up(request)
    year = own_year(user, pk)
    found = comparing.compare(year)
    refusal = ""
    if request.method == "POST" and found is not None:
        if request.POST.get("digest") == found.digest:
            return _started(request, user, year, found)
        refusal = "部门或下达情况刚刚有变化，请核对后再确认。"
    context = {"year": year, "found": found, "refusal": refusal}
    return render(request, "departments/year/year_start.html", context, status=409 if refusal else 200)


def _started(request: HttpRequest, user: User, year: FiscalYear, found: comparing.Comparison) -> HttpResponse:
    wanted = [x.pk for x in found.stays]
    if request.POST.get("with_new"):
        wanted += [x.pk for x in found.new]
    with transaction.atomic():
        is_first, is_long = (
            once.is_first(request.POST.get("once", ""), by=user),
            len(wanted) > long_issuing.IMMEDIATE,
        )
        if is_first and is_long:
            return redirect(long_issuing.start(year, wanted, by=user))
        if is_first:
            done = issuing.issue(year, wanted, by=user)
            messages.success(request, f"已下达{done.created}个，原有{done.present}个。")
    return redirect("departments:year", year.pk)

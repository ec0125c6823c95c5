"""绩效运行监控: every round and how far it is; a manager opens the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from departments import access
from departments.forms.monitoring import RoundForm, offered_years
from departments.forms.tidy import tidied
from departments.gone import Gone
from departments.models import Department, Monitoring, MonitoringRound, User
from departments.monitoring import rounds
from departments.scoring.monitoring import LIGHTS

from .listing import ROWS, Counted
from .monitoring_asked import STATES, Asked, Rounds
from .person import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_list(request: HttpRequest) -> HttpResponse:
    """The rounds a person has to do with; for a manager also the form of the next."""
    user = signed_in(request)
    authorities = access.departments_as(user, access.Role.MANAGER)
    if request.method == "POST" and not authorities:
        raise PermissionDenied
    form = _round_form(request, authorities)
    if form is not None and form.is_valid() and (made := _opened(form, by=user)):
        messages.success(request, f"已下达{made}运行监控，共{made.monitorings.count()}个部门。")
        return redirect(f"{request.path}?round={made.pk}")
    context = {"form": form, "lights": LIGHTS, "is_managing": bool(authorities), **_narrowed(request, user)}
    chosen = context["chosen"]
    context["manages_round"] = chosen is not None and chosen.fiscal_year.authority in authorities
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "departments/monitoring/monitoring_list.html", context, status=status)


def _round_form(request: HttpRequest, authorities: list[Department]) -> RoundForm | None:
    if not authorities:
        return None
    data = tidied(request.POST) if request.method == "POST" else None
    return RoundForm(data, years=offered_years(authorities))


def _opened(form: RoundForm, *, by: User) -> MonitoringRound | None:
    data = form.cleaned_data
    try:
        return rounds.open_round(
            data["fiscal_year"], months=data["months"], opens=data["opens"], due=data["due"], by=by
        )
    except IntegrityError:
        form.add_error("months", "这个年度已经下达过同一期的监控。")
    except Gone:
        form.add_error("fiscal_year", f"{data['fiscal_year']}刚刚已被别人删除，没有下达；请另选年度。")
    return None


def _narrowed(request: HttpRequest, user: User) -> dict[str, Any]:
    listing = Rounds(access.followed_monitorings(user), Asked.of(request.GET.dict()))
    tallies = {label: listing.counts.get(name, 0) for name, label in STATES.items()}
    return {
        "listing": listing, "chosen": listing.chosen, "states": STATES, "tallies": tallies,
        "page": _page(listing.rows, request.GET.get("page"), listing.number),
    }  # fmt: skip


def _page(rows: QuerySet[Monitoring], asked: str | None, number: int | None) -> Page[Monitoring]:
    """Reds first, then yellows, then by code."""
    ordered = rows.order_by("-red", "-yellow", "assessment__department__code", "pk")
    wide = ordered.select_related("round__fiscal_year__authority", "assessment__department").defer("frozen")
    return Counted(wide, ROWS, number).get_page(asked)

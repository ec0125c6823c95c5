"""The departments of a year: narrowed, and all that are meant issued, taken back or extended."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from departments import audit, once
from departments.forms.keys import keys_of
from departments.forms.tidy import tidied
from departments.forms.year import ACTS, EXTEND, ISSUE, RECALL, ActForm
from departments.models import Assessment, Batch, Department, FiscalYear, User
from departments.years import extending, issuing, long_issuing
from departments.years.asked import KEY, KINDS, STATES, Asked, everybody

from .listing import ROWS
from .year import COUNTED, own_year, setting_up, while_there

SHOWN = 100
"""Names that the page of confirmation lists."""


class Narrowed:
    """What `paging` keeps of the address."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self.asked = dict(asked)


@login_required
@require_safe
def year_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One year: its settings, how far it is, and its departments."""
    user = setting_up(request)
    year = own_year(user, pk)
    asked = Asked.of(request.GET.dict())
    page = Paginator(asked.narrowed(everybody(year)), ROWS).get_page(request.GET.get("page"))
    counts = [(label, getattr(year, name)) for name, label in COUNTED.items()]
    context = {
        "year": year, "page": page, "asked": asked, "listing": Narrowed(asked.fields), "acts": ACTS,
        "kinds": KINDS, "keys": KEY, "states": STATES, "counts": counts,
    }  # fmt: skip
    return render(request, "departments/year/year_detail.html", context)


class Chosen:
    """The departments that are meant, ticked or all that are asked for, and what would become of them."""

    def __init__(self, year: FiscalYear, data: QueryDict, act: str) -> None:
        self.year, self.act, self.asked = (
            year,
            act,
            Asked.of({name: str(value) for name, value in data.items()}),
        )
        self.ticked = keys_of(data.getlist("chosen"))
        self.is_all = bool(data.get("all"))

    @cached_property
    def rows(self) -> list[Any]:
        known = everybody(self.year)
        if self.is_all:
            return list(self.asked.narrowed(known))
        ticked = set(self.ticked)
        return [x for x in known if x.pk in ticked]

    @cached_property
    def refused(self) -> list[Assessment]:
        """撤回下达: in these there is data."""
        if self.act != RECALL:
            return []
        rows = Assessment.objects.filter(fiscal_year=self.year, department__in=[x.pk for x in self.rows])
        return list(issuing.with_data(rows).select_related("department").order_by("department__code"))

    @cached_property
    def concerned(self) -> list[Any]:
        """Those to which it will be done."""
        if self.act == ISSUE:
            return [x for x in self.rows if x.status is None and x.is_active]
        left = {x.department_id for x in self.refused}
        return [x for x in self.rows if x.status is not None and x.pk not in left]

    @property
    def digest(self) -> str:
        """Names exactly what was shown."""
        return audit.canonical_sha256([self.act, [x.pk for x in self.concerned]])

    @property
    def shown(self) -> list[Department]:
        return self.concerned[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.concerned) - len(self.shown)


@login_required
@require_POST
@while_there
def year_act(request: HttpRequest, pk: int) -> HttpResponse:
    """First how many and which, then, confirmed, it is done; what changed meanwhile is shown again."""
    user = setting_up(request)
    year = own_year(user, pk)
    data = tidied(request.POST)
    form = ActForm(data, year=year)
    chosen = Chosen(year, data, data.get("act", ""))
    outdated = form.is_confirmed and data.get("digest") != chosen.digest
    if form.is_valid() and form.is_confirmed and not outdated and chosen.concerned:
        job = _done(request, form.cleaned_data, chosen, by=user)
        return redirect(job) if job else redirect("departments:year", year.pk)
    context = {
        "year": year, "form": form, "chosen": chosen, "label": ACTS.get(chosen.act, ""),
        "outdated": outdated, "is_extension": chosen.act == EXTEND,
    }  # fmt: skip
    is_question = not form.is_confirmed and form.is_valid() and chosen.concerned
    status = 200 if is_question else 409 if outdated else 422
    return render(request, "departments/year/year_act.html", context, status=status)


@transaction.atomic
def _done(request: HttpRequest, data: Mapping[str, Any], chosen: Chosen, *, by: User) -> Batch | None:
    """Done, or begun as the job that does it. A second click finds that job."""
    if not once.is_first(data["once"], by=by):
        return long_issuing.present(chosen.year) if chosen.act == ISSUE else None
    wanted, reason = [x.pk for x in chosen.concerned], data["reason"]
    if chosen.act == ISSUE and len(wanted) > long_issuing.IMMEDIATE:
        return long_issuing.start(chosen.year, wanted, by=by)
    if chosen.act == ISSUE:
        said = f"已下达{issuing.issue(chosen.year, wanted, by=by).created}个。"
    elif chosen.act == RECALL:
        said = f"已撤回{issuing.recall(chosen.year, wanted, by=by, reason=reason).taken}个。"
    else:
        until = data["closes"]
        rows = extending.extend(chosen.year, wanted, closes=until, reason=reason, by=by)
        said = f"已将{len(rows)}个部门延期至{until:%Y-%m-%d}。"
    messages.success(request, said)
    return None

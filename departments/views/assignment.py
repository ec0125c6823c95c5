"""分派审核: departments of a year to 审核人 and firms, many at once, with the load of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from departments import access, assigning
from departments.assigning import Terms
from departments.forms.assignment import AssignmentForm, TakeBackForm
from departments.forms.keys import keys_of
from departments.forms.tidy import tidied
from departments.loads import Load, loads
from departments.models import Assessment, Assignment, FiscalYear, User

from .desk import lean
from .listing import Listing
from .person import signed_in

ORDERS = {"name": "department__name", "code": "department__code"}
_WHEN = {"none": "没有分派", "open": "分派在有效期内", "over": "分派已到期"}


@dataclass(frozen=True)
class Row:
    """One self-assessment and to whom it is assigned."""

    assessment: Assessment
    assignments: list[tuple[Assignment, bool]]
    """With whether it still holds."""


@dataclass(frozen=True)
class Held:
    """What the list is narrowed by besides name and state."""

    asked: Mapping[str, str]
    loads: list[Load]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [*_WHEN.items(), *((x.assignee.token, str(x.assignee)) for x in self.loads)]

    @property
    def chosen(self) -> str:
        asked = self.asked.get("held", "")
        return asked if asked in dict(self.choices) else ""

    def wanted(self) -> Q:
        """The self-assessments so held."""
        given = Assignment.objects.filter(assessment=OuterRef("pk"), ended_at=None)
        today = timezone.localdate()
        if self.chosen == "none":
            return ~Q(Exists(given))
        if self.chosen in _WHEN:
            when = {"ends__gte": today} if self.chosen == "open" else {"ends__lt": today}
            return Q(Exists(given.filter(**when)))
        kind, _, number = self.chosen.partition("-")
        return Q(Exists(given.filter(**{kind: number}))) if number else Q()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and what was asked of the departments ticked in it."""
    user = signed_in(request)
    year = get_object_or_404(access.managed_years(user), pk=pk)
    listing = Listing.of(request, lean(Assessment.objects.filter(fiscal_year=year)), ORDERS)
    held = Held(listing.asked, loads(year))
    rows = listing.scope.filter(listing.wanted() & held.wanted())
    data = tidied(request.POST) if request.method == "POST" else None
    form, back = _forms(data, year, held)
    if data is not None:
        act = partial(_take_back, year, back) if back.is_bound else partial(_assign, year, form, held)
        if done := act(_numbers(data, rows), by=user):
            messages.success(request, done)
            return redirect(request.get_full_path())
    context = _context(user, year, listing, rows) | {"held": held, "loads": held.loads}
    context |= {"form": form, "back": back, "chosen": keys_of(request.POST.getlist("chosen"))}
    status = 422 if data is not None else 200
    return render(request, "departments/assignment/assignment_list.html", context, status=status)


def _forms(data: Any, year: FiscalYear, held: Held) -> tuple[AssignmentForm, TakeBackForm]:
    """One of the two is bound to what was posted: 收回 has a button of its own."""
    is_back = data is not None and "take_back" in data
    until: date = max(year.closes, timezone.localdate()) + timedelta(days=30)
    people = [(x.assignee.token, str(x.assignee)) for x in held.loads]
    initial = {"ends": until, "replaces": True}
    form = AssignmentForm(None if is_back else data, assignees=people, initial=initial)
    return form, TakeBackForm(data if is_back else None)


def _numbers(data: Any, rows: QuerySet[Assessment]) -> list[int]:
    """The rows ticked, or every one of the list as it is narrowed."""
    return (
        list(rows.order_by().values_list("pk", flat=True))
        if data.get("everything")
        else keys_of(data.getlist("chosen"))
    )


def _assign(year: FiscalYear, form: AssignmentForm, held: Held, numbers: list[int], *, by: User) -> str:
    """What was done; "" when it is refused, the form then says why."""
    if not form.is_valid():
        return ""
    asked = form.cleaned_data
    to = next(x.assignee for x in held.loads if x.assignee.token == asked["to"])
    try:
        count = assigning.assign(
            year, numbers, Terms(to, asked["ends"], asked["reason"], asked["replaces"]), by=by
        )
    except assigning.CannotAssign as refusal:
        form.add_error(None, str(refusal))
        return ""
    return f"已把{count}个部门分派给{to}，至{asked['ends']}。"


def _take_back(year: FiscalYear, form: TakeBackForm, numbers: list[int], *, by: User) -> str:
    """The same."""
    if not form.is_valid():
        return ""
    try:
        count = assigning.take_back(year, numbers, reason=form.cleaned_data["take_back_reason"], by=by)
    except assigning.CannotAssign as refusal:
        form.add_error(None, str(refusal))
        return ""
    return f"已收回{count}个部门的分派，从现在起生效。"


def _context(user: User, year: FiscalYear, listing: Listing, rows: QuerySet[Assessment]) -> dict[str, Any]:
    shown = listing.page(rows)
    return {
        "year": year,
        "years": access.managed_years(user),
        "listing": listing,
        "page": shown,
        "rows": _rows(year, list(shown)),
        "today": timezone.localdate(),
    }


def _rows(year: FiscalYear, assessments: list[Assessment]) -> list[Row]:
    """With their assignments, in one query."""
    found: dict[int, list[tuple[Assignment, bool]]] = {row.pk: [] for row in assessments}
    for given in assigning.open_ones(year).filter(assessment__in=assessments).select_related("assigned_by"):
        found[given.assessment_id].append((given, given.covers(timezone.localdate())))
    return [Row(row, found[row.pk]) for row in assessments]

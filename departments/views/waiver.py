"""豁免: the rules that need not hold for one self-assessment, and the list of all of them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from departments import access, rulebook, waiving
from departments.forms.tidy import tidied
from departments.forms.waiver import RevokeForm, WaiverForm
from departments.models import Assessment, User, Waiver
from departments.rulebook import Rule, rule

from .finding import reviewing
from .listing import ROWS
from .narrowing import Narrowing
from .person import signed_in

FOUND = 20
"""Departments offered for a search."""


@dataclass(frozen=True)
class WaiverView:
    """A waiver with its rule and its state in words."""

    waiver: Waiver
    rule: Rule
    state: str

    @classmethod
    def of(cls, waiver: Waiver) -> "WaiverView":
        state = "生效" if waiver.covers(timezone.localdate()) else "已撤销" if waiver.ended_at else "已到期"
        return cls(waiver, rule(waiver.check_name), state)


def _known(user: User) -> QuerySet[Assessment]:
    """What the person sees at all; of a draft, which a manager only tracks, no content is shown here."""
    return access.visible_assessments(user) | access.tracked_assessments(user)


@login_required
def waivers(request: HttpRequest, pk: int) -> HttpResponse:
    """The waivers of one self-assessment; the manager grants one more."""
    user = signed_in(request)
    assessment = get_object_or_404(_known(user), pk=pk)
    form = WaiverForm(tidied(request.POST) if request.method == "POST" else None, initial=_asked(request))
    if request.method == "POST":
        if not access.may_waive(user, assessment):
            raise PermissionDenied
        if form.is_valid() and _grant(assessment, form, by=user):
            messages.success(request, "已豁免，从现在起生效。")
            return redirect("departments:waivers", assessment.pk)
    return render(request, "departments/waiver/waiver_form.html", _context(user, assessment, form))


def _asked(request: HttpRequest) -> dict[str, Any]:
    check = request.GET.get("check", "")
    return {"check": check if check in rulebook.RULES else ""}


def _grant(assessment: Assessment, form: WaiverForm, *, by: User) -> bool:
    """False when it is refused; the form then says why."""
    data = form.cleaned_data
    try:
        waiving.grant(assessment, data["check"], reason=data["reason"], expires=data["expires"], by=by)
    except waiving.CannotWaive as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _context(user: User, assessment: Assessment, form: WaiverForm) -> dict[str, Any]:
    rules = rulebook.RULES.values()
    return {
        "assessment": assessment,
        "form": form,
        "waivers": [WaiverView.of(row) for row in assessment.waivers.select_related("ended_by")],
        "may_waive": access.may_waive(user, assessment),
        "groups": [
            (name, [x for x in rules if x.family == family and not x.why_not])
            for family, (name, _) in rulebook.FAMILIES.items()
        ],
        "never": [x for x in rules if x.why_not],
        "today": timezone.localdate(),
    }


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int, waiver: int) -> HttpResponse:
    """撤销."""
    user = signed_in(request)
    assessment = get_object_or_404(_known(user), pk=pk)
    row = get_object_or_404(assessment.waivers, pk=waiver)
    if not access.may_waive(user, assessment):
        raise PermissionDenied
    form = RevokeForm(tidied(request.POST))
    try:
        waiving.revoke(row, reason=form.data.get("reason", "") if form.is_valid() else "", by=user)
        messages.success(request, "已撤销豁免，从现在起这条规则照常校验。")
    except waiving.CannotWaive as refusal:
        messages.error(request, str(refusal))
    return redirect("departments:waivers", assessment.pk)


@login_required
@require_safe
def waiver_list(request: HttpRequest) -> HttpResponse:
    """Every waiver of the departments the person reviews or manages, and a way to grant one."""
    user = reviewing(request)
    narrowing = Narrowing.of(request, user)
    known = _known(user).filter(department_name__icontains=narrowing.name)
    rows = Waiver.objects.filter(assessment__in=known.select_related(None).values("pk"))
    places = ("assessment__department", "assessment__fiscal_year", "ended_by")
    page = Paginator(rows.select_related(*places), ROWS).get_page(narrowing.asked.get("page"))
    context = {
        "tab": "waivers",
        "listing": narrowing,
        "narrowing": narrowing,
        "page": page,
        "waivers": [WaiverView.of(row) for row in page],
        "matches": _matches(user, narrowing.name),
    }
    return render(request, "departments/waiver/waiver_list.html", context)


def _matches(user: User, name: str) -> list[Assessment]:
    """The self-assessments the manager may mean."""
    managed = access.tracked_assessments(user).filter(department_name__icontains=name)
    return list(managed.order_by("-fiscal_year__year", "department__code")[:FOUND]) if name else []

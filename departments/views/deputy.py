"""代理安排: the person's own page to hand a role over for some days and to take it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from departments import access, deputizing
from departments.forms.deputy import DeputyForm
from departments.forms.tidy import tidied
from departments.models import Membership, User

from .person import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What was handed over and what was handed to the person; a form for one more."""
    user = signed_in(request)
    roles = access.own_roles(user)
    people = _people(roles)
    initial = {"begins": timezone.localdate(), "role": roles[0].pk if len(roles) == 1 else ""}
    form = DeputyForm(
        tidied(request.POST) if request.method == "POST" else None,
        roles=roles, people=people.values(), initial=initial,
    )  # fmt: skip
    if form.is_valid() and _hand_over(form, roles, people, by=user):
        messages.success(request, "已交由代理，到期自动结束；需要时可以提前收回。")
        return redirect("departments:deputies")
    context = {"form": form, "roles": roles, "people": list(people.values()), "today": timezone.localdate()}
    context |= {"handed": _with_states(deputizing.of(user)), "lent": _with_states(deputizing.to(user))}
    status = 422 if form.is_bound else 200
    return render(request, "departments/deputy/deputy_list.html", context, status=status)


def _people(roles: list[Membership]) -> dict[str, User]:
    """Whoever can deputize one of the roles; which one, the verb judges."""
    return {str(x.pk): x for role in roles for x in access.possible_deputies(role)}


def _hand_over(form: DeputyForm, roles: list[Membership], people: dict[str, User], *, by: User) -> bool:
    """False when it is refused; the form then says why."""
    asked = form.cleaned_data
    role = next(x for x in roles if str(x.pk) == asked["role"])
    terms = deputizing.Terms(people[asked["deputy"]], asked["begins"], asked["ends"], asked["reason"])
    try:
        deputizing.hand_over(role, terms, by=by)
    except deputizing.CannotDeputize as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _with_states(rows: Any) -> list[tuple[Any, str]]:
    return [(row, row.state(timezone.localdate())) for row in rows]


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """收回."""
    user = signed_in(request)
    row = get_object_or_404(deputizing.of(user), pk=pk)
    try:
        deputizing.take_back(row, by=user)
        messages.success(request, f"已收回，{row.deputy}从现在起不再代您办理。")
    except deputizing.CannotDeputize as refusal:
        messages.error(request, str(refusal))
    return redirect("departments:deputies")

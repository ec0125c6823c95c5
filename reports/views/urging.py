"""催报, from the list of the overview and from the desk: rows that are ticked, or all that are listed."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from departments import once, urging
from departments.forms.tidy import tidied
from departments.models import Assessment
from departments.urging import Urged
from departments.views import urged
from departments.views.listing import Listing
from departments.views.person import signed_in

from ..overview.columns import ORDERS
from ..overview.parents import asked_code, below
from .overview_scope import listed, scoped

MOST_PARENTS = 50
"""As many as a page lists."""


@login_required
@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """One click; the same click again does nothing."""
    user, data = signed_in(request), tidied(request.POST)
    rows = _chosen(request)
    if (text := urged.text_of(request, data)) is None:
        return redirect(_back(request))
    with transaction.atomic():
        if once.is_first(data.get("once", ""), by=user):
            _say(request, urging.urge(rows.select_related("fiscal_year__authority"), text=text, by=user))
    return redirect(_back(request))


def _chosen(request: HttpRequest) -> QuerySet[Assessment]:
    """What is ticked, or everything under the conditions in the address, as far as the person manages it.

    A ticked 主管部门 is all of it under these conditions. Raises Http404 when none of what is ticked is.
    """
    scope = scoped(request)
    if request.POST.get("all"):
        return listed(scope, Listing.of(request, scope, ORDERS, newest=True))[0]
    if codes := [asked_code(x) for x in request.POST.getlist("parent")[:MOST_PARENTS]]:
        return below(listed(scope, Listing.of(request, scope, {}, newest=True))[0], codes)
    return urged.ticked(scope, request.POST.getlist("chosen"))


def _say(request: HttpRequest, done: Urged) -> None:
    nothing = "所选的都已送审，不需要催报。" if done.filed else "还没有选择部门，请先勾选要催报的。"
    urged.say(request, done.number, done.without_people, nothing=nothing)


def _back(request: HttpRequest) -> str:
    """The page from which it was pressed."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if is_ours and back.startswith("/") else "reports:overview_list"

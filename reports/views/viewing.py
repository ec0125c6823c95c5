"""How the pages of the overview open one's saved views, and list them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from departments import saved_views
from departments.models import SavedView
from departments.views.listing import Listing
from departments.views.person import signed_in

from ..overview.columns import APART
from ..overview.viewed import ADDRESSES, Page, asked_by, kept


def address_of(view: SavedView) -> str:
    """The page with the conditions of the view."""
    return f"{reverse(ADDRESSES[Page(view.page)])}?{urlencode(asked_by(view))}"


def views_of(request: HttpRequest, page: str) -> list[SavedView]:
    """One's own of this page."""
    return list(saved_views.of(signed_in(request)).filter(page=page))


def led_to(request: HttpRequest, page: str, views: list[SavedView]) -> str:
    """Where a bare address leads: to the default view; ticked columns into one word; "" for nowhere."""
    asked = request.GET
    if len(columns := asked.getlist("columns")) > 1:
        told = asked.copy()
        told["columns"] = APART.join(columns)
        return f"{request.path}?{told.urlencode()}"
    if set(asked) - {"year"}:
        return ""
    view = next((x for x in views if x.is_default), None)
    if view is None:
        return ""
    return f"{reverse(ADDRESSES[Page(page)])}?{urlencode(asked_by(view) | asked.dict())}"


def bar(page: str, listing: Listing, views: list[SavedView]) -> dict[str, Any]:
    """For the row of one's views: each with its address, whether it is this one, and what to save."""
    now = kept(page, listing.asked, max(listing.years, default=0))
    return {
        "views": [(x, address_of(x), x.asked == now) for x in views],
        "save_view": f"{reverse('reports:saved_view_new', args=[page])}?{now}",
    }

"""Heads of columns that order a long list, and the way through its pages."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.http import urlencode

register = template.Library()


@register.inclusion_tag("components/order_head.html", takes_context=True)
def order_head(context: template.Context, name: str, label: str, kind: str = "") -> dict[str, Any]:
    """The head of a column: a link that orders by it, and the other way round when it does already."""
    listing = context["listing"]
    asked = {key: value for key, value in listing.asked.items() if key not in ("page", "others", "order")}
    is_up, is_down = listing.order == name, listing.order == f"-{name}"
    link = urlencode(asked | {"order": f"-{name}" if is_up else name})
    state = "ascending" if is_up else "descending" if is_down else ""
    return {"label": label, "kind": kind, "link": link, "state": state}


@register.inclusion_tag("components/paging.html", takes_context=True)
def paging(context: template.Context, page: Page[Any], parameter: str, label: str, at: str) -> dict[str, Any]:
    """Links to the other pages that keep what else was asked; `at` is the place to come back to."""
    asked = context["listing"].asked

    def link(number: int) -> str:
        return f"?{urlencode(asked | {parameter: number})}#{at}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "label": label,
        "numbers": [(x, link(x) if isinstance(x, int) else "") for x in numbers],
        "before": link(page.previous_page_number()) if page.has_previous() else "",
        "after": link(page.next_page_number()) if page.has_next() else "",
    }

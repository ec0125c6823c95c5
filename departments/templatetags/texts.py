"""What stands beside texts and their findings."""

from typing import Any

from django import template

from departments.models import Explanation

register = template.Library()
MOST = 3
"""Earlier explanations shown beside one finding."""


@register.inclusion_tag("departments/check/lapsed.html", takes_context=True)
def lapsed(context: template.Context, item: Any) -> dict[str, Any]:
    """What was said to the same check of the same row before its figures changed."""
    found: dict[tuple[str, str], list[Explanation]] = context["lapsed"]
    rows = found.get((item.finding.check, item.finding.key), ()) if item.is_open else ()
    kept = {name: context.get(name) for name in ("assessment", "can_edit", "csrf_token")}
    return {"item": item, "rows": rows[:MOST], **kept}

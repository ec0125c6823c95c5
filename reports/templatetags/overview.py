"""Numbers of the overview that lead to the list of what they count."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def count_link(
    context: template.Context, figures: Any, measure: str, word: str = "", key: str = ""
) -> SafeString:
    """The number under this measure; 0 leads nowhere. `word` and `key` name the district or kind."""
    number = figures.counts.get(measure, 0)
    if not number:
        return format_html("{}", 0)
    district = context["listing"].district
    asked = {"year": context["year"], "measure": measure} | ({"district": district} if district else {})
    asked |= {word: key} if word else {}
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:overview_list"), urlencode(asked), number)

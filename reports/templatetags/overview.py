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
    asked = {"measure": measure, **_asked(context, word, key)}
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:overview_list"), urlencode(asked), number)


@register.simple_tag(takes_context=True)
def parts_link(context: template.Context, figures: Any, written: str, word: str = "", key: str = "") -> str:
    """A sum as it is written, leading to the departments it adds up; of nothing, nowhere."""
    if not figures.scored:
        return written
    asked = urlencode(_asked(context, word, key))
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:overview_money"), asked, written)


def _asked(context: template.Context, word: str, key: str) -> dict[str, Any]:
    """The year and district of the page, and the district or kind of the row."""
    district = context["listing"].district
    asked = {"year": context["year"]} | ({"district": district} if district else {})
    return asked | ({word: key} if word else {})


TABS = {
    "overview": "总览", "overview_list": "清单", "overview_money": "金额和得分",
    "overview_indicators": "指标汇总", "ranking": "排名",
    "batch_list": "批量任务",
}  # fmt: skip
"""Page → its name in the row of tabs."""


@register.inclusion_tag("overview/tabs.html", takes_context=True)
def overview_tabs(context: template.Context, year: int | None) -> dict[str, Any]:
    """Links to the pages of the overview, of the same year."""
    asked = f"?year={year}" if year else ""
    paths = {name: reverse(f"reports:{name}") for name in TABS}
    here = max((path for path in paths.values() if context["request"].path.startswith(path)), key=len)
    return {"tabs": [(f"{path}{asked}", TABS[name], path == here) for name, path in paths.items()]}

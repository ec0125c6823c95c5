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
    context: template.Context, figures: Any, measure: str, word: str = "", key: str = "",
    year: int | str = "", written: str = "",
) -> SafeString:  # fmt: skip
    """The number under this measure, or what is `written` of it; 0 leads nowhere.

    `word` and `key` name the district or kind, `year` another one than that of the page.
    """
    number = figures.counts.get(measure, 0)
    shown = written or str(number)
    if not number:
        return format_html("{}", shown)
    asked = {**_asked(context, word, key, year), "measure": measure}
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:overview_list"), urlencode(asked), shown)


@register.simple_tag(takes_context=True)
def parts_link(
    context: template.Context, figures: Any, written: str, word: str = "", key: str = "",
    year: int | str = "",
) -> str:  # fmt: skip
    """A sum or mean as it is written, leading to the departments it adds up; of nothing, nowhere."""
    if not figures.scored:
        return written
    asked = urlencode(_asked(context, word, key, year))
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:overview_money"), asked, written)


def _asked(context: template.Context, word: str, key: str, year: int | str) -> dict[str, Any]:
    """The year, district and kind of the page, and the district or kind of the row."""
    district, kind = context["listing"].district, context.get("kind", "")
    asked = {"year": year or context["year"]} | ({"district": district} if district else {})
    return asked | ({"kind": kind} if kind else {}) | ({word: key} if word else {})


TABS = {
    "overview": "总览", "overview_parents": "主管部门", "overview_list": "清单",
    "overview_money": "金额和得分", "overview_indicators": "指标汇总", "ranking": "排名",
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

"""Cells of the entry tables."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context

from departments.models.indicator import METHODS
from departments.scoring.accumulation import ACCUMULATIONS, accumulation_of
from departments.scoring.comparison import BLANK_ACTUAL, BLANK_TARGET
from departments.scoring.facts import CATEGORIES, SOURCES, TIERS, IndicatorFacts

register = template.Library()
LABELS = METHODS | TIERS | CATEGORIES | SOURCES | ACCUMULATIONS


@register.inclusion_tag("components/cell.html", takes_context=True)
def cell(context: Context, form: BaseForm, name: str) -> dict[str, Any]:
    """The input of one field, the remarks pinned to it, and the place of its error."""
    return {"field": form[name]} | _pinned(context, form, name)


@register.inclusion_tag("components/labelled.html", takes_context=True)
def labelled(context: Context, form: BaseForm, name: str, width: str = "") -> dict[str, Any]:
    """The same with a visible label."""
    return {"field": form[name], "width": width} | _pinned(context, form, name)


@register.inclusion_tag("components/pinned.html", takes_context=True)
def row_remarks(context: Context, form: BaseForm) -> dict[str, Any]:
    """The remarks pinned to the row as a whole."""
    return _pinned(context, form, "")


def _pinned(context: Context, form: BaseForm, name: str) -> dict[str, Any]:
    """Rows are named by the prefix of their form: indicator-17 is indicator:17."""
    pinned = context.get("pinned")
    if not pinned:
        return {}
    key = (getattr(form, "prefix", "") or "").replace("-", ":", 1)
    return {"remarks": pinned.get((key, name), ()), "assessment": context["assessment"]}


@register.inclusion_tag("components/output.html")
def output(
    token: str,
    name: str,
    value: Any,
    oob: bool = False,
    label: str = "",
    tag: str = "output",
    why: str = "",
) -> dict[str, Any]:
    """A computed value beside a row; sent again (`oob`) whenever the row was saved.

    Inside a summary it must be a span: a click on an output would not unfold it. `why` says why it is blank.
    """
    return {"id": f"{token}-{name}", "value": value, "oob": oob, "label": label, "tag": tag, "why": why}


@register.simple_tag
def goes_along(key: str, panel: Any) -> str:
    """“2条预算明细、1个目标、3个指标”: what is deleted together with a project or a goal."""
    facts = panel.facts
    projects = {x.name for x in facts.projects if x.key == key}
    lines = [x for x in facts.budget if x.project in projects]
    goals = [x for x in facts.goals if x.project in projects]
    of_goals = [x for x in facts.goals if x.key == key] or goals
    counts = {
        "条预算明细": len(lines),
        "个目标": len(goals),
        "个指标": sum(len(x.indicators) for x in of_goals),
    }
    return "、".join(f"{number}{unit}" for unit, number in counts.items() if number)


@register.filter
def label(code: Any) -> Any:
    """The words of a closed list's code: at_least → ≥ 正向."""
    return LABELS.get(code, code)


@register.filter
def accumulation(indicator: IndicatorFacts) -> str:
    """How its values accumulate over the year, in a word."""
    return ACCUMULATIONS[accumulation_of(indicator)]


@register.filter
def basis(line: Any) -> str:
    """How a scored line came about, or why it has no score yet."""
    if not line:
        return ""
    return str(line.trace) if line.trace else f"未得分：{line.reason}"


@register.filter
def lacks_what_is_folded(line: Any) -> bool:
    """Whether a line has no score for want of something that its row shows only when unfolded."""
    return bool(line) and line.score is None and line.reason not in (BLANK_TARGET, BLANK_ACTUAL)

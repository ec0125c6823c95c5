"""Help at hand: what a column asks for, and what stood there in earlier years."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm

from departments.carried import Item
from departments.earlier import History
from departments.models.indicator import METHODS
from departments.scoring.accumulation import ACCUMULATIONS
from departments.scoring.execution import DERIVED
from departments.scoring.measures import Measure
from departments.scoring.rounding import plain

from .amounts import BLANK, yuan

register = template.Library()
FIELDS = {
    "target_measure": "目标值",
    "actual_measure": "实际完成值",
    "initial": "年初预算数",
    "adjustment": "调整数",
    "adjusted": "预算数",
    "spent": "执行数",
}
"""Fields with a history, in the order of its columns."""


@register.inclusion_tag("components/head_cell.html")
def head_cell(
    form: BaseForm, name: str, label: str = "", kind: str = "", quiet: bool = False
) -> dict[str, Any]:
    """A column's head with the help of its field; `quiet` leaves it out of the tab order."""
    field = form.fields[name]
    return {
        "label": label or field.label,
        "help": field.help_text,
        "kind": kind,
        "quiet": quiet,
        "name": name,
    }


@register.inclusion_tag("components/help_mark.html")
def help_mark(form: BaseForm, name: str, quiet: bool = False) -> dict[str, Any]:
    """The help alone, where one head stands above two fields."""
    return head_cell(form, name, quiet=quiet)


@register.inclusion_tag("components/earlier.html")
def earlier(histories: Mapping[str, History] | None, key: str, field: str) -> dict[str, Any]:
    """Last year's value below the cell, and how far the present one is from it."""
    history = histories.get(key) if histories else None
    if history is None:
        return {}
    year, values = history.past[0]
    value = values.get(field)
    number = value.number if isinstance(value, Measure) else value
    return {
        "year": f"{year}年",
        "field": field,
        "shown": _shown(value),
        "number": plain(number) if isinstance(number, Decimal) else "",
        "change": signed(history.change(field)),
    }


@register.inclusion_tag("components/history.html")
def history(histories: Mapping[str, History] | None, key: str) -> dict[str, Any]:
    """The table of the earlier years, kept in the row for the panel at the side."""
    found = histories.get(key) if histories else None
    if found is None:
        return {}
    fields = [name for name in FIELDS if name in found.past[0][1]]
    values = [
        (
            FIELDS[x],
            [
                (year, _shown(row.get(x)), signed(found.change(x, at)))
                for at, (year, row) in enumerate(found.past)
            ],
        )
        for x in fields
    ]
    return {"values": values}


WRITTEN = {
    "office": "实施科室/单位",
    "purpose": "主要用途",
    "project": "所属项目",
    "expected": "预期目标",
    "level1": "一级指标",
    "level2": "二级指标",
    "method": "评分方法",
    "accumulation": "全年累计",
    "figure": "取自预算的数据",
    "then": "取数后按",
    "rule": "规则",
    "target_measure": "年初目标值",
    "unit": "计量单位",
    "weight": "分值",
    "text": "",
}
"""Values of a carried row that its name does not say, with their labels."""


@register.filter
def written(item: Item) -> str:
    """“计量单位：场；分值：10”."""
    labels = METHODS | ACCUMULATIONS | {key: figure.name for key, figure in DERIVED.items()}
    shown = WRITTEN if item.kind == "goal" else {x: y for x, y in WRITTEN.items() if x != "project"}
    parts = [(shown[name], labels.get(value, value)) for name, value in item.values.items() if name in shown]
    return "；".join(f"{label}：{value}" if label else value for label, value in parts) or "新的一行"


def _shown(value: Any) -> str:
    if value is None:
        return BLANK
    return yuan(value) if isinstance(value, Decimal) else str(value)


def signed(change: Decimal | None) -> str:
    """17.6 → +17.6%; no change is 持平."""
    if change is None:
        return ""
    return f"{change:+}%" if change else "持平"

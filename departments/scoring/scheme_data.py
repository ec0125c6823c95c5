"""The JSON of a scheme: which keys it has and how each is written."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

RULES = (
    "execution", "at_least", "at_most", "equal", "qualitative", "tiers", "deduction", "derived", "manual",
)  # fmt: skip
"""What a scheme must quote a clause for."""
TEXTS = ("key", "title", "kind", "version", "equal_rule")
FIGURES = (
    "execution_weight", "indicator_weight", "overachievement_ratio", "overachievement_deduction",
    "execution_reason_below",
)  # fmt: skip
KEYS = frozenset((*TEXTS, *FIGURES, "grades", "tiers", "level1_weights", "clauses"))
OPTIONAL = frozenset({"form", "monitoring"})
LIMITS = ("green", "yellow", "gap")
PACE, STEP = "pace", ("months", "rate")
NAMES = {
    "key": "标识", "title": "名称", "kind": "类型", "version": "版本", "equal_rule": "“等于”怎样计分",
    "execution_weight": "预算执行率分值", "indicator_weight": "绩效指标分值",
    "overachievement_ratio": "超额完成须说明的比例", "overachievement_deduction": "超额完成扣减比例",
    "execution_reason_below": "须说明原因的执行率", "grades": "评价等级", "tiers": "定性档次",
    "level1_weights": "一级指标分值", "clauses": "依据条款", "form": "项目表式",
    "monitoring": "监控阈值", "green": "绿灯下限", "yellow": "黄灯下限", "gap": "允许相差的百分点",
    "pace": "序时进度", "months": "月份", "rate": "应达到的执行率",
}  # fmt: skip
"""Key → what it is called."""

_FIGURE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")


def named(key: str) -> str:
    """The key as it stands in the JSON, and what it is called: tiers（定性档次）."""
    return f"{key}（{NAMES[key]}）" if key in NAMES else key


def problems_of_shape(data: Mapping[str, Any]) -> Iterator[str]:
    """Every missing, unknown or wrongly written key, in words."""
    if not isinstance(data, Mapping):
        yield f"内容应为对象，实际为{_shown(data)}"
        return
    yield from (f"未知的键：{key}" for key in sorted(map(str, set(data) - KEYS - OPTIONAL)))
    yield from (f"缺少键：{named(key)}" for key in sorted(KEYS - set(data)))
    for key in TEXTS:
        if key in data and not (isinstance(data[key], str) and data[key].strip()):
            yield f"{named(key)}：应为非空文字，实际为{_shown(data[key])}"
    for key in FIGURES:
        if key in data:
            yield from _figure_problem(named(key), data[key])
    yield from _problems_of_rows(data, "grades", ("grade",), ("at_least",))
    yield from _problems_of_rows(data, "tiers", ("tier",), ("lower", "upper"))
    yield from _problems_of_tables(data)
    yield from _problems_of_monitoring(data.get("monitoring"))


def _shown(value: object) -> str:
    """The value as it stands in the JSON, short; a blank one in words."""
    if value is None:
        return "空"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _figure_problem(place: str, value: object) -> Iterator[str]:
    if not (isinstance(value, str) and _FIGURE.fullmatch(value)):
        yield f"{place}：应为写成字符串的非负数字，实际为{_shown(value)}"


def _problems_of_rows(
    data: Mapping[str, Any], key: str, texts: tuple[str, ...], figures: tuple[str, ...]
) -> Iterator[str]:
    rows = data.get(key, [{}])
    if not isinstance(rows, list) or not rows:
        yield f"{named(key)}：应为非空列表"
        return
    if key not in data:
        return
    for number, row in enumerate(rows, 1):
        place = f"{key}[{number}]"
        if not isinstance(row, Mapping) or set(row) != {*texts, *figures}:
            yield f"{place}：应有且只有{'、'.join((*texts, *figures))}"
            continue
        for name in figures:
            yield from _figure_problem(f"{place}.{name}", row[name])
        yield from (f"{place}.{name}：应为非空文字" for name in texts if not _is_text(row[name]))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _problems_of_tables(data: Mapping[str, Any]) -> Iterator[str]:
    weights, clauses = data.get("level1_weights", {}), data.get("clauses", dict.fromkeys(RULES, "…"))
    if not isinstance(weights, Mapping):
        yield f"{named('level1_weights')}：应为对象"
    else:
        for name, weight in weights.items():
            yield from _figure_problem(f"level1_weights.{name}", weight)
    if not isinstance(clauses, Mapping):
        yield f"{named('clauses')}：应为对象"
        return
    yield from (f"{named('clauses')}：缺少{rule}" for rule in RULES if rule not in clauses)
    yield from (f"{named('clauses')}：未知的键{rule}" for rule in clauses if rule not in RULES)
    yield from (f"clauses.{rule}：应为非空文字" for rule, text in clauses.items() if not _is_text(text))


def _problems_of_monitoring(limits: Any) -> Iterator[str]:
    """Thresholds of 绩效运行监控: three figures in order, and the pace by month."""
    place = named("monitoring")
    if limits is None:
        return
    if not isinstance(limits, Mapping) or set(limits) != {*LIMITS, PACE}:
        yield f"{place}：应有且只有{'、'.join(map(named, (*LIMITS, PACE)))}，实际为{_shown(limits)}"
        return
    wrong = [x for name in LIMITS for x in _figure_problem(f"monitoring.{name}", limits[name])]
    yield from wrong
    if not wrong and Decimal(limits["yellow"]) > Decimal(limits["green"]):
        yield f"{place}：黄灯下限应不大于绿灯下限，实际为{limits['yellow']}和{limits['green']}"
    rows = limits[PACE] if isinstance(limits[PACE], list) else []
    if not rows or not all(_is_step(row) for row in rows):
        steps = "、".join(map(named, STEP))
        yield f"{place}：{named(PACE)}应为非空列表，每项有{steps}，月份1至12，实际为{_shown(limits[PACE])}"


def _is_step(row: object) -> bool:
    if not isinstance(row, Mapping) or set(row) != {*STEP}:
        return False
    months, rate = row["months"], row["rate"]
    return str(months) in map(str, range(1, 13)) and not list(_figure_problem("", rate))

"""监控阈值 in the form of a scheme: when lights turn, and the 序时进度; all blank means the usual ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from departments.scoring.scheme_data import LIMITS, PACE, STEP

from .scheme_figure import FigureField, MonthField

STEPS = 6
"""Rows offered at least for the pace."""
_LABELS = {
    "green": "预计全年完成率多少（%）以上为绿灯", "yellow": "预计全年完成率多少（%）以上为黄灯",
    "gap": "执行率与进度相差几个百分点以内为黄灯",
}  # fmt: skip


class SchemeLimits:
    """The boxes of one version; `base` is the JSON of the version they begin with."""

    def __init__(self, base: Mapping[str, Any]) -> None:
        self.limits: Mapping[str, Any] = base.get("monitoring") or {}
        steps = self.limits.get(PACE, [])
        self.names = [f"limit-{name}" for name in LIMITS]
        self.rows = [(f"month-{n}", f"pace-{n}") for n in range(1, max(STEPS, len(steps)) + 1)]

    def fields(self) -> dict[str, forms.Field]:
        """Name → box, all of them optional."""
        made: dict[str, forms.Field] = {}
        for name in LIMITS:
            made[f"limit-{name}"] = FigureField(_LABELS[name], required=False)
        for number, (month, rate) in enumerate(self.rows, 1):
            made[month] = MonthField(f"序时进度{number}的月份")
            made[rate] = FigureField(f"序时进度{number}应达到的执行率（%）", required=False)
        return made

    def initial(self) -> dict[str, Any]:
        """The present version, box by box."""
        found = {f"limit-{name}": self.limits[name] for name in LIMITS if name in self.limits}
        for boxes, step in zip(self.rows, self.limits.get(PACE, []), strict=False):
            found |= {box: step[key] for box, key in zip(boxes, STEP, strict=True)}
        return found

    def problem(self, data: Mapping[str, str]) -> str:
        """What is to be mended of the whole; "" when all boxes or none are filled."""
        given = [bool(data.get(name)) for name in self.names]
        pairs = [(bool(data.get(month)), bool(data.get(rate))) for month, rate in self.rows]
        whole = all(given) and any(map(all, pairs)) and all(x == y for x, y in pairs)
        if whole or not (any(given) or any(map(any, pairs))):
            return ""
        return "监控阈值：三个界限和至少一个月份的进度都要填（月份与执行率成对），或者都不填，按通用标准。"

    def built(self, data: Mapping[str, str]) -> Iterable[tuple[str, Any]]:
        """The key of the JSON, or nothing where every box is blank."""
        pairs = [(data.get(month, ""), data.get(rate, "")) for month, rate in self.rows]
        steps = [dict(zip(STEP, (x and int(x), y), strict=True)) for x, y in pairs if x or y]
        limits = {name: data.get(f"limit-{name}", "") for name in LIMITS}
        return [("monitoring", limits | {PACE: steps})] if steps or any(limits.values()) else []

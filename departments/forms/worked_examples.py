"""A short worked example of every choice, shown beside the choice before it is made: one line each."""

from collections.abc import Mapping
from decimal import Decimal

from departments.models.indicator import METHODS
from departments.scoring.accumulation import ACCUMULATIONS, RATIO, of_year
from departments.scoring.rounding import plain, round_half_up

OF_METHODS: Mapping[str, str] = {
    "at_least": "越多越好，目标100完成98，10分得9.80分。",
    "at_most": "越少越好，目标100完成125，10分得8.00分。",
    "equal": "目标100完成80，按比例10分得8.00分（评分方案可规定不等不得分）。",
    "qualitative": "选档次，达成10分得10.00分，其余两档在分值区间内录入得分。",
    "tiers": "≥90得5分、≥80得4分，完成85得4.00分。",
    "deduction": "超过100每1扣0.5分，完成102，5分得4.00分。",
    "derived": "完成值由预算算出，目标100、预算完成率90%，10分得9.00分。",
    "manual": "日期、文字等不能按比例的，录入得分并写明原因。",
}
"""评分方法 → its direction and an example."""

_QUARTERS = tuple(map(Decimal, (30, 20, 25, 15)))
_PASSED, _CHECKED = tuple(map(Decimal, (45, 57))), tuple(map(Decimal, (50, 60)))
_MEANINGS = {"sum": "各期相加", "average": "各期平均", "max": "各期最高", "latest": "最后一期"}


def _of_accumulation(how: str) -> str:
    if how != RATIO:
        return f"{_MEANINGS[how]}，全年{_figure(of_year(how, _QUARTERS))}。"
    parts = "和".join(f"{part}÷{whole}" for part, whole in zip(_PASSED, _CHECKED, strict=True))
    year = _figure(of_year(how, _PASSED, _CHECKED))
    return f"分子、分母各自相加再除，{parts}，全年{sum(_PASSED)}÷{sum(_CHECKED)}＝{year}%。"


def _figure(value: Decimal | None) -> str:
    return plain(round_half_up(value)) if value is not None else ""


OF_ACCUMULATIONS: Mapping[str, str] = {how: _of_accumulation(how) for how in ACCUMULATIONS}
"""全年累计方式 → its meaning and an example, worked out by the rule itself."""


def help_of(words: Mapping[str, str], examples: Mapping[str, str]) -> str:
    """Every choice on a line of its own with its example."""
    return "\n".join(f"{words[key]}：{example}" for key, example in examples.items())


METHOD_HELP = help_of(METHODS, OF_METHODS)
ACCUMULATION_HELP = (
    f"各期的数怎样成为全年的数，如四个季度为{'、'.join(map(plain, _QUARTERS))}：\n"
    f"{help_of(ACCUMULATIONS, OF_ACCUMULATIONS)}\n"
    "年中估计全年时，累计的按进度推算，其余按现值。不选时：定性和人工评分为期末，单位是%、‰或“元/人”这样的为比率，其余为累计。"
)

"""复核扣分: the reasons for which reviewers take marks off, and what each takes.

The reasons are those that review teams of county finance bureaus work by (绩效自评复核规则, 14 rules).
"""

from dataclasses import dataclass
from decimal import Decimal

from .rounding import EXACT, HUNDRED, round_half_up


class Disagrees(Exception):
    """The score and the stated deduction say different things; `expected` is the score of the deduction."""

    def __init__(self, share: Decimal, expected: Decimal) -> None:
        self.share, self.expected = share, expected
        super().__init__(f"扣{share:f}%应得{expected:f}分")


@dataclass(frozen=True)
class Deduction:
    """One reason. `share` is taken off the weight, in per cent; None: the reviewer states the score."""

    label: str
    share: Decimal | None


DEDUCTIONS = {
    "no_evidence": Deduction("未提供佐证材料（扣100%）", Decimal(100)),
    "no_survey": Deduction("满意度指标无调查材料（扣100%）", Decimal(100)),
    "unrelated": Deduction("指标与项目或职能不相关（扣100%）", Decimal(100)),
    "unfit_level": Deduction("三级指标与二级指标不匹配（扣100%）", Decimal(100)),
    "repeated": Deduction("同一指标重复设置（扣100%）", Decimal(100)),
    "not_assessable": Deduction("指标不可考核（扣100%）", Decimal(100)),
    "hardly_assessable": Deduction("指标难以考核（扣60%）", Decimal(60)),
    "vague": Deduction("指标不够明确（扣30%）", Decimal(30)),
    "partly_late": Deduction("多项任务中有一项未按时完成（扣30%）", Decimal(30)),
    "value_differs": Deduction("完成值与佐证材料不符", None),
    "other": Deduction("其他", None),
}
"""Key → reason, in the order they are offered."""


def deducted(weight: Decimal, share: Decimal) -> Decimal:
    """复核得分 = 分值 × (1 − 扣分比例), half up to 2 decimals. `share` in per cent."""
    return round_half_up(EXACT.divide(EXACT.multiply(weight, HUNDRED - share), HUNDRED))


def deviation(self_score: Decimal, reviewed: Decimal) -> Decimal | None:
    """偏离度 = (自评得分 − 复核得分) ÷ 自评得分, in per cent, 2 decimals; None for a self-score of 0."""
    if self_score == 0:
        return None
    return round_half_up(EXACT.divide(EXACT.multiply(self_score - reviewed, HUNDRED), self_score))

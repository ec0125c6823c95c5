"""绩效运行监控: what part of a year foretells of the whole, as lights with the thresholds they follow.

Both sides are watched (双监控): whether the targets will be reached, and whether the money is spent in time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from .accumulation import accumulation_of, expected_for_year
from .completion import completion_of
from .facts import BudgetFacts, IndicatorFacts
from .measures import Measure
from .rounding import HUNDRED, ZERO, percent, round_half_up
from .schemes import Scheme


class Light(StrEnum):
    """绿灯 on course, 黄灯 to be watched, 红灯 to be put right."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


LIGHTS = {Light.GREEN: "绿灯", Light.YELLOW: "黄灯", Light.RED: "红灯"}
LIKELIHOODS = {"certain": "确定能", "possible": "有可能", "impossible": "完全不可能"}
"""完成目标可能性, as the monitoring form asks."""
CAUSES = {
    "funds": "经费保障", "rules": "制度保障", "staff": "人员保障", "hardware": "硬件条件保障",
    "other": "其他",
}  # fmt: skip
"""偏差原因, as the monitoring form lists them."""
_OF_LIKELIHOOD = {"certain": Light.GREEN, "possible": Light.YELLOW, "impossible": Light.RED}
_BY_WORSE = (Light.RED, Light.YELLOW, Light.GREEN)


@dataclass(frozen=True)
class Thresholds:
    """Per cent. `pace` maps months to the 执行率 that is asked by then (四川2025年监控办法)."""

    green: Decimal
    yellow: Decimal
    gap: Decimal
    pace: Mapping[int, Decimal]

    def asked_by(self, months: int) -> Decimal:
        """序时进度 after so many months: that of the last step reached, 0 before the first."""
        return max((rate for month, rate in self.pace.items() if month <= months), default=ZERO)

    @property
    def words(self) -> tuple[str, ...]:
        """The thresholds as the page and the form state them."""
        steps = "、".join(f"{month}月末{rate}%" for month, rate in sorted(self.pace.items()))
        return (
            f"指标：预计全年完成率{self.green}%以上为绿灯，{self.yellow}%至{self.green}%为黄灯，低于{self.yellow}%为红灯；"
            "与“完成目标可能性”（确定能、有可能、完全不可能）不一致的，按较差的定。",
            f"预算：执行率应达到{steps}；达到为绿灯，相差不超过{self.gap}个百分点为黄灯，超过为红灯。",
        )


USUAL = Thresholds(
    green=HUNDRED, yellow=Decimal(80), gap=Decimal(10),
    pace={4: Decimal(25), 6: Decimal(40), 8: Decimal(60), 10: Decimal(80)},
)  # fmt: skip
"""What holds where the scheme states nothing else."""


def thresholds_of(scheme: Scheme) -> Thresholds:
    """The scheme's own thresholds (key `monitoring`), else the usual ones."""
    data = scheme.data.get("monitoring")
    if not data:
        return USUAL
    pace = {int(step["months"]): Decimal(step["rate"]) for step in data["pace"]}
    return Thresholds(Decimal(data["green"]), Decimal(data["yellow"]), Decimal(data["gap"]), pace)


def foretold(indicator: IndicatorFacts, value: Measure | None, months: int) -> Decimal | None:
    """预计全年完成值 at the pace so far, half up to 2 decimals; None where the value is no plain number."""
    if value is None or value.number is None:
        return None
    return round_half_up(expected_for_year(accumulation_of(indicator), value.number, months))


def expected_completion(
    indicator: IndicatorFacts, expected: Measure | None, scheme: Scheme, budget: BudgetFacts
) -> Decimal | None:
    """预计全年完成率 in per cent, by the same formula as the year's own; None where there is none."""
    if expected is None:
        return None
    return completion_of(replace(indicator, actual=expected), scheme, budget).percent


def indicator_light(completion: Decimal | None, likelihood: str, limits: Thresholds) -> Light | None:
    """The worse of what expected completion and stated likelihood say; None while neither is known."""
    said = [_OF_LIKELIHOOD[likelihood]] if likelihood else []
    if completion is not None:
        reached = completion >= limits.green, completion >= limits.yellow
        said.append(Light.GREEN if reached[0] else Light.YELLOW if reached[1] else Light.RED)
    return min(said, key=_BY_WORSE.index, default=None)


def budget_light(
    spent: Decimal | None, adjusted: Decimal, months: int, limits: Thresholds
) -> tuple[Light | None, Decimal | None]:
    """The light of a budget and its 执行率 so far; nothing to spend is nothing to watch."""
    if spent is None or adjusted <= ZERO:
        return None, None
    rate, asked = percent(spent, adjusted), limits.asked_by(months)
    if rate >= asked:
        return Light.GREEN, rate
    return (Light.YELLOW if asked - rate <= limits.gap else Light.RED), rate

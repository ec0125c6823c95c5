"""得分行: one indicator with its score, or the reason why it has none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .comparison import is_target_met
from .completion import completion_of
from .facts import BudgetFacts, IndicatorFacts
from .kept import hashed_once
from .methods import Unscored, score_indicator
from .rounding import ZERO, plain, printed, round_down
from .schemes import Scheme
from .trace import Trace


@hashed_once
@dataclass(frozen=True)
class ScoredLine:
    """One indicator with its score, or the reason why it has none. `completion` is 完成率 in per cent.

    Without a rate, `completion_reason` says why there is none.
    """

    goal: str
    level1: str
    level2: str
    name: str
    weight: Decimal | None
    score: Decimal | None
    completion: Decimal | None = None
    reported: Decimal | None = None
    reason: str = ""
    trace: Trace | None = None
    key: str = ""
    is_met: bool = False
    """Target reached, or full score."""
    completion_reason: str = ""

    @property
    def is_full(self) -> bool:
        """Full score: the weight, as far as two decimals can print it."""
        return None not in (self.weight, self.score) and self.score == round_down(self.weight or ZERO)

    def to_dict(self, full: bool = False) -> dict[str, Any]:
        """The line as published; `full` adds what a frozen snapshot keeps."""
        data = {
            "goal": self.goal,
            "name": self.name,
            "weight": _optional(self.weight, plain),
            "score": _optional(self.score, printed),
            "reported": _optional(self.reported, plain),
            "trace": str(self.trace) if self.trace else None,
        }
        return data | self._kept() if full else data

    def _kept(self) -> dict[str, Any]:
        return {
            "level1": self.level1,
            "level2": self.level2,
            "completion": _optional(self.completion, printed),
            "completion_reason": self.completion_reason,
            "reason": self.reason,
            "key": self.key,
            "is_met": self.is_met,
            "trace_data": self.trace.to_dict() if self.trace else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ScoredLine":
        """Read what `to_dict(full=True)` wrote."""
        row: dict[str, Any] = {
            name: data[name] for name in ("goal", "level1", "level2", "name", "reason", "key", "is_met")
        }
        row |= {name: _figure(data[name]) for name in ("weight", "score", "completion", "reported")}
        row["completion_reason"] = data.get("completion_reason", "")  # not kept by older snapshots
        return cls(**row, trace=Trace.from_dict(data["trace_data"]) if data["trace_data"] else None)


def score_line(goal: str, indicator: IndicatorFacts, scheme: Scheme, budget: BudgetFacts) -> ScoredLine:
    """Score one indicator and say whether its target was reached."""
    outcome = score_indicator(indicator, scheme, budget)
    trace = None if isinstance(outcome, Unscored) else outcome
    rate = completion_of(indicator, scheme, budget)
    is_full = trace is not None and trace.result == round_down(indicator.weight or ZERO)
    return ScoredLine(
        goal=goal,
        level1=indicator.level1,
        level2=indicator.level2,
        name=indicator.name,
        weight=indicator.weight,
        score=trace.result if trace else None,
        completion=rate.percent,
        completion_reason=rate.reason,
        reported=indicator.reported_score,
        reason=outcome.reason if isinstance(outcome, Unscored) else "",
        trace=trace,
        key=indicator.key,
        is_met=trace is not None and (is_full or bool(is_target_met(indicator, budget))),
    )


def _optional(value: Decimal | None, write: Callable[[Decimal], str]) -> str | None:
    return None if value is None else write(value)


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

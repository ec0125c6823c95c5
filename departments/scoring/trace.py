"""评分依据: a score that explains itself, as data. Replaying a trace elsewhere gives the same Decimal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from .formulas import FORMULAS, WEIGHT
from .rounding import ZERO, round_down, round_half_up
from .schemes import Scheme

ROUNDING = "四舍五入到小数点后2位，不超过分值"


@dataclass(frozen=True)
class Trace:
    """How one score came about: formula, exact inputs, scheme and version, clause, rounding, result."""

    rule: str
    formula: str
    inputs: Mapping[str, str] = field(hash=False)
    scheme: str
    version: str
    clause: str
    result: Decimal
    rounding: str = ROUNDING
    title: str = ""
    """The scheme's name, which people read; `scheme` is its key."""

    @classmethod
    def of(
        cls, rule: str, inputs: Mapping[str, str], scheme: Scheme, *, clause: str, detail: str = ""
    ) -> "Trace":
        """Score by a rule of `FORMULAS` and keep what is needed to explain and repeat it."""
        return cls(
            rule=rule,
            formula=FORMULAS[rule].text + detail,
            inputs=dict(inputs),
            scheme=scheme.key,
            version=scheme.version,
            clause=scheme.clauses.get(clause, ""),
            result=evaluate(rule, inputs),
            title=scheme.title,
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Trace":
        """Read what `to_dict` wrote."""
        return cls(**{**data, "result": Decimal(data["result"])})

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a frozen snapshot; figures as strings."""
        return {**asdict(self), "result": format(self.result, "f")}

    @property
    def substituted(self) -> str:
        """The formula with its figures put in."""
        return FORMULAS[self.rule].shown(_figures(self.inputs))

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The explanation as a table: what each line is, and what it says."""
        return (
            ("公式", self.formula),
            ("数据", "；".join(f"{name} {value}" for name, value in self.inputs.items())),
            ("代入", self.substituted),
            ("规则", f"评分方案{self._scheme_in_words}"),
            ("依据", self.clause),
            ("取整", self.rounding),
            ("结果", f"{self.result}分"),
        )

    def __str__(self) -> str:
        source = f"依据：{self.clause}（评分方案{self._scheme_in_words}）"
        return f"{self.substituted} = {self.result}；{self.rounding}；{source}"

    @property
    def _scheme_in_words(self) -> str:
        return f"“{self.title}”{self.version}版" if self.title else f"{self.version}版"


def evaluate(rule: str, inputs: Mapping[str, str]) -> Decimal:
    """The printed score: formula, half up to 2 decimals, between 0 and the weight."""
    figures = _figures(inputs)
    score = round_half_up(FORMULAS[rule].raw(figures))
    return max(min(score, round_down(figures[WEIGHT])), round_half_up(ZERO))


def replay(trace: Trace) -> Decimal:
    """Compute the score again from the data of the trace alone."""
    return evaluate(trace.rule, trace.inputs)


def _figures(inputs: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in inputs.items()}

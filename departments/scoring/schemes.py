"""评分方案 as data: weights, bands, thresholds and tier bounds. A new province is a new row, not new code."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from .kept import hashed_once
from .rounding import HUNDRED, ZERO, plain, round_half_up
from .scheme_data import FIGURES, TEXTS, named, problems_of_shape

FULL_MARKS = HUNDRED
KINDS = ("department", "project")
EQUAL_RULES = ("proportional", "strict")
FORMS = ("national", "hubei")
TIER_KEYS = ("full", "partial", "none")
SHIPPED = Path(__file__).resolve().parents[2] / "fixtures" / "schemes"
"""The folder of the schemes that come with the product."""

_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


class SchemeError(ValueError):
    """The scheme's data is wrong; `problems` name the key, the value found and the value expected."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problems))


@dataclass(frozen=True)
class GradeBand:
    """评价等级 for totals in [at_least, the next higher band's at_least)."""

    grade: str
    at_least: Decimal


@dataclass(frozen=True)
class TierBand:
    """定性指标 tier: share of the weight in per cent, lower bound included, upper excluded below 100."""

    tier: str
    lower: Decimal
    upper: Decimal

    def holds(self, share: Decimal) -> bool:
        """Whether a share of the weight (per cent) lies in this band."""
        return self.lower <= share < self.upper or share == self.upper == HUNDRED


@hashed_once
@dataclass(frozen=True)
class Scheme:
    """One version of one form's rules.

    `level1_weights` is empty where the form leaves the split to the department.
    `clauses` are the sources quoted in explanations.
    """

    key: str
    title: str
    kind: str
    """"department" or "project"."""
    version: str
    execution_weight: Decimal
    indicator_weight: Decimal
    grades: tuple[GradeBand, ...]
    tiers: tuple[TierBand, ...]
    level1_weights: Mapping[str, Decimal] = field(hash=False)
    overachievement_ratio: Decimal
    overachievement_deduction: Decimal
    """Share of the weight taken off above the ratio, in per cent; 0 on all known forms."""
    execution_reason_below: Decimal
    """执行率 in per cent below which a reason is asked."""
    clauses: Mapping[str, str] = field(hash=False)
    """Rule (execution, at_least, …) → clause quoted in its explanation."""
    equal_rule: str = "proportional"
    """“等于” targets: "proportional" min(B/A, A/B), or "strict" all or nothing."""
    form: str = "national"
    """The printed form that projects under this scheme fill: "national" or "hubei"."""
    data: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """The JSON it was read from, to be stored beside what it scored."""

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Scheme":
        """Read the JSON of `fixtures/schemes`. Raises SchemeError, which lists every problem."""
        if problems := list(problems_of_shape(data)):
            raise SchemeError(problems)
        kept: dict[str, Any] = {key: data[key] for key in TEXTS} | {
            key: Decimal(data[key]) for key in FIGURES
        }
        scheme = cls(
            **kept,
            grades=tuple(GradeBand(x["grade"], Decimal(x["at_least"])) for x in data["grades"]),
            tiers=tuple(TierBand(x["tier"], Decimal(x["lower"]), Decimal(x["upper"])) for x in data["tiers"]),
            level1_weights={name: Decimal(weight) for name, weight in data["level1_weights"].items()},
            clauses=dict(data["clauses"]),
            form=data.get("form", FORMS[0]),
            data=dict(data),
        )
        if problems := list(_contradictions(scheme)):
            raise SchemeError(problems)
        return scheme

    def grade_of(self, total: Decimal) -> str:
        """评价等级 of a total, rounded to 2 decimals first: 89.995 is 90.00 and 优, 89.99 is 良."""
        points = round_half_up(total)
        return next((x.grade for x in self.grades if points >= x.at_least), self.grades[-1].grade)

    def tier_band(self, tier: str | None) -> TierBand | None:
        """The band of a qualitative tier; None without tier."""
        return next((band for band in self.tiers if band.tier == tier), None)


def load_scheme(key: str, folder: Path = SHIPPED) -> Scheme:
    """Read one scheme by its key from a folder of JSON files. Raises SchemeError."""
    if not _KEY.fullmatch(key):
        raise SchemeError([f"评分方案“{key[:80]}”：名称只能由小写字母、数字、点和连字符组成"])
    try:
        data = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SchemeError([f"评分方案“{key}”无法读取：{problem}"]) from problem
    return Scheme.load(data)


def load_schemes(folder: Path = SHIPPED) -> dict[str, Scheme]:
    """All schemes of a folder by key."""
    return {path.stem: load_scheme(path.stem, folder) for path in sorted(folder.glob("*.json"))}


def _contradictions(scheme: Scheme) -> Iterator[str]:
    for name, allowed in (("kind", KINDS), ("equal_rule", EQUAL_RULES), ("form", FORMS)):
        if (value := getattr(scheme, name)) not in allowed:
            yield f"{named(name)}：应为{'或'.join(allowed)}，实际为{value}"
    if not _KEY.fullmatch(scheme.key):
        yield f"{named('key')}：只能由小写字母、数字、点和连字符组成，实际为{scheme.key}"
    total = scheme.execution_weight + scheme.indicator_weight
    if total != FULL_MARKS:
        yield f"{named('execution_weight')}与{named('indicator_weight')}合计应为100，实际为{plain(total)}"
    split = sum(scheme.level1_weights.values(), ZERO)
    if scheme.level1_weights and split != scheme.indicator_weight:
        yield f"{named('level1_weights')}合计应为{plain(scheme.indicator_weight)}，实际为{plain(split)}"
    if scheme.overachievement_ratio < HUNDRED:
        yield f"{named('overachievement_ratio')}：应不小于100，实际为{plain(scheme.overachievement_ratio)}"
    if scheme.overachievement_deduction > HUNDRED:
        deduction = plain(scheme.overachievement_deduction)
        yield f"{named('overachievement_deduction')}：应不大于100，实际为{deduction}"
    yield from _band_problems(scheme)


def _band_problems(scheme: Scheme) -> Iterator[str]:
    bounds = [band.at_least for band in scheme.grades]
    if bounds != sorted(set(bounds), reverse=True) or bounds[-1] != ZERO or bounds[0] > HUNDRED:
        yield f"{named('grades')}：下限应由高到低排列、不重复、以0结束，实际为{'、'.join(map(plain, bounds))}"
    if len({band.grade for band in scheme.grades}) != len(scheme.grades):
        yield f"{named('grades')}：等级名称重复"
    if tuple(band.tier for band in scheme.tiers) != TIER_KEYS:
        yield f"{named('tiers')}：应依次为{'、'.join(TIER_KEYS)}"
    edges = [HUNDRED, *(band.lower for band in scheme.tiers)]
    if [band.upper for band in scheme.tiers] != edges[:-1] or edges[-1] != ZERO:
        yield f"{named('tiers')}：各档应由100到0首尾相接，无缺口、无重叠"
    if any(band.lower >= band.upper for band in scheme.tiers):
        yield f"{named('tiers')}：每档下限应小于上限"

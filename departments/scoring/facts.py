"""What is known of a self-assessment when it is scored and checked: frozen, without a database.

Money is yuan. `key` names the row towards the page that edits it (`indicator:17`), no more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from .kept import hashed_once
from .measures import Measure
from .rounding import ZERO
from .schemes import Scheme

CATEGORIES = {"personnel": "人员经费", "operating": "公用经费", "project": "项目支出"}
"""支出类别. 基本支出 is personnel + operating."""
SOURCES = {"appropriation": "财政拨款", "carryover": "上年结转", "other": "其他资金"}
"""资金来源."""
TIERS = {
    "full": "达成预期指标", "partial": "部分达成预期指标并具有一定效果", "none": "未达成预期指标且效果较差",
}  # fmt: skip
"""定性指标三档 (Hubei form, remark 3)."""


@dataclass(frozen=True)
class BudgetLineFacts:
    """预算明细. `project` is the project's name, None for basic spending or a form of one project."""

    category: str
    source: str = "appropriation"
    project: str | None = None
    initial: Decimal | None = ZERO
    adjustment: Decimal | None = ZERO
    spent: Decimal | None = ZERO
    key: str = ""

    @property
    def adjusted(self) -> Decimal:
        """调整后预算数 = 年初预算数 + 调整数."""
        return (self.initial or ZERO) + (self.adjustment or ZERO)


@dataclass(frozen=True)
class ProjectFacts:
    """项目. `reported` is what a published form of this project states."""

    name: str
    office: str = ""
    purpose: str = ""
    reason: str = ""
    reported: Mapping[str, str] = field(default_factory=dict, hash=False)
    key: str = ""


@hashed_once
@dataclass(frozen=True)
class IndicatorFacts:
    """指标. `parameters` belong to the method (tiers, step of a deduction, name of a derived figure)."""

    name: str
    method: str
    level1: str = ""
    level2: str = ""
    target: Measure | None = None
    adjusted_target: Measure | None = None
    adjustment_reason: str = ""
    unit: str = ""
    actual: Measure | None = None
    weight: Decimal | None = None
    tier: str | None = None
    entered_score: Decimal | None = None
    reported_score: Decimal | None = None
    accumulation: str = ""
    deviation_reason: str = ""
    improvement: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    evidence_count: int | None = None
    key: str = ""

    @property
    def effective_target(self) -> Measure | None:
        """The adjusted target where there is one, else the initial one (both stay visible)."""
        return self.adjusted_target or self.target


@dataclass(frozen=True)
class GoalFacts:
    """年度绩效目标, of the department (`project` None) or of one project."""

    title: str
    indicators: tuple[IndicatorFacts, ...] = ()
    project: str | None = None
    weight: Decimal | None = None
    expected: str = ""
    actual: str = ""
    key: str = ""


_Row = TypeVar("_Row", BudgetLineFacts, GoalFacts)


def _by_project(rows: tuple[_Row, ...]) -> dict[str | None, tuple[_Row, ...]]:
    """Rows under the project they belong to, in their order."""
    grouped: dict[str | None, list[_Row]] = {}
    for row in rows:
        grouped.setdefault(row.project, []).append(row)
    return {project: tuple(found) for project, found in grouped.items()}


@dataclass(frozen=True)
class AssessmentFacts:
    """自评: everything that is scored, checked, frozen and printed of one department in one year.

    `scheme` scores the department's own goals, `project_scheme` those of each project.
    `sections` maps keys of the outline to text; `reported` holds figures a published document states.
    """

    department_code: str
    department_name: str
    year: int
    scheme: Scheme
    project_scheme: Scheme | None = None
    outline: str = ""
    budget: tuple[BudgetLineFacts, ...] = ()
    projects: tuple[ProjectFacts, ...] = ()
    goals: tuple[GoalFacts, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    reported: Mapping[str, str] = field(default_factory=dict)
    required_sections: Mapping[str, str] = field(default_factory=dict)
    optional_sections: Mapping[str, str] = field(default_factory=dict)
    """Key → title of the texts that the outline requires, and of its other ones."""
    section_lengths: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    """Key → fewest and most characters of a text, None where open."""
    quarantined_files: tuple[str, ...] = ()
    unchecked_files: tuple[str, ...] = ()
    """Evidence in which a scanner found a virus, or could not look; not part of what is frozen."""
    note: str = ""
    """备注 shown with the data, such as “reconstructed”."""

    def title_of(self, key: str) -> str:
        """The title of a text; without an outline its key is all that is known."""
        return self.required_sections.get(key) or self.optional_sections.get(key, key)

    def goals_of(self, project: str | None) -> tuple[GoalFacts, ...]:
        """The goals of one project, or of the department itself (None)."""
        return self._goals_by_project.get(project, ())

    def indicators_of(self, project: str | None) -> Iterator[IndicatorFacts]:
        """The indicators below `goals_of`."""
        for goal in self.goals_of(project):
            yield from goal.indicators

    def budget_of(self, project: str | None) -> "BudgetFacts":
        """Lines of one project; of everything for None."""
        return self._whole_budget if project is None else BudgetFacts(self._lines_by_project.get(project, ()))

    @cached_property
    def _whole_budget(self) -> "BudgetFacts":
        return BudgetFacts(self.budget)

    @cached_property
    def _goals_by_project(self) -> dict[str | None, tuple[GoalFacts, ...]]:
        return _by_project(self.goals)

    @cached_property
    def _lines_by_project(self) -> dict[str | None, tuple[BudgetLineFacts, ...]]:
        return _by_project(self.budget)


@dataclass(frozen=True)
class BudgetFacts:
    """A set of budget lines and its totals: every total is a sum of lines, so tables foot by construction."""

    lines: tuple[BudgetLineFacts, ...] = ()

    def only(self, *categories: str) -> "BudgetFacts":
        """The lines of some categories."""
        return BudgetFacts(tuple(x for x in self.lines if x.category in categories))

    @cached_property
    def initial(self) -> Decimal:
        """年初预算数."""
        return sum((x.initial or ZERO for x in self.lines), ZERO)

    @cached_property
    def adjustment(self) -> Decimal:
        """调整数."""
        return sum((x.adjustment or ZERO for x in self.lines), ZERO)

    @cached_property
    def adjusted(self) -> Decimal:
        """调整后预算数."""
        return sum((x.adjusted for x in self.lines), ZERO)

    @cached_property
    def spent(self) -> Decimal:
        """全年执行数."""
        return sum((x.spent or ZERO for x in self.lines), ZERO)

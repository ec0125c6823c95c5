"""The facts of rows: budget lines, projects, goals with their indicators, as scoring reads them.

The same columns make the same facts: all rows but one are as they were when the last cell was saved.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from .models import Assessment, BudgetLine, Goal, Indicator, Project, stored
from .scoring.facts import BudgetLineFacts, GoalFacts, IndicatorFacts, ProjectFacts
from .scoring.kept import ROWS

_PK = 0
_NAME = stored.place(Project, "name")
_OF_LINE, _OF_GOAL = (stored.place(kind, "project_id") for kind in (BudgetLine, Goal))
_GOAL = stored.place(Indicator, "goal_id")
Names = Mapping[int | None, str]
"""Primary key of a project → its name."""


def of(assessment: Assessment, files: Mapping[int, int]) -> dict[str, Any]:
    """What `AssessmentFacts` has of rows; `files` counts the evidence of an indicator. Four queries."""
    projects = stored.values(Project, assessment=assessment.pk)
    lines = stored.values(BudgetLine, assessment=assessment.pk)
    names = {row[_PK]: row[_NAME] for row in projects}
    return {
        "budget": tuple(_budget_line(row, names.get(row[_OF_LINE])) for row in lines),
        "projects": tuple(_project(row) for row in projects),
        "goals": tuple(_goals(assessment, files, names)),
    }


def _goals(assessment: Assessment, files: Mapping[int, int], projects: Names) -> Iterator[GoalFacts]:
    """The goals with their indicators, in order; files of evidence are counted apart, which is quicker."""
    under: dict[int, list[IndicatorFacts]] = {}
    for row in stored.values(Indicator, goal__assessment=assessment.pk):
        under.setdefault(row[_GOAL], []).append(_indicator(row, files.get(row[_PK], 0)))
    for row in stored.values(Goal, assessment=assessment.pk):
        yield _goal(row, projects.get(row[_OF_GOAL]), tuple(under.get(row[_PK], ())))


@lru_cache(maxsize=ROWS)
def _indicator(columns: tuple[Any, ...], files: int) -> IndicatorFacts:
    return indicator_facts(stored.row_of(Indicator, columns), files)


@lru_cache(maxsize=ROWS)
def _goal(columns: tuple[Any, ...], project: str | None, indicators: tuple[IndicatorFacts, ...]) -> GoalFacts:
    row, key = stored.row_of(Goal, columns), f"goal:{columns[_PK]}"
    return GoalFacts(row.title, indicators, project, row.weight, row.expected, row.actual, key)


@lru_cache(maxsize=ROWS)
def _budget_line(columns: tuple[Any, ...], project: str | None) -> BudgetLineFacts:
    row, key = stored.row_of(BudgetLine, columns), f"budget_line:{columns[_PK]}"
    return BudgetLineFacts(row.category, row.source, project, row.initial, row.adjustment, row.spent, key)


@lru_cache(maxsize=ROWS)
def _project(columns: tuple[Any, ...]) -> ProjectFacts:
    row, key = stored.row_of(Project, columns), f"project:{columns[_PK]}"
    return ProjectFacts(row.name, row.office, row.purpose, row.reason, row.reported, key)


_AS_THEY_ARE = (
    "name", "method", "level1", "level2", "adjustment_reason", "unit", "weight", "entered_score",
    "reported_score", "accumulation", "deviation_reason", "improvement", "parameters",
)  # fmt: skip


def indicator_facts(row: Indicator, files: int | None = None) -> IndicatorFacts:
    """One row as scoring reads it; `files` is how many are tied to it, None where that is not asked."""
    return IndicatorFacts(
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
        target=row.target_measure,
        adjusted_target=row.adjusted_target_measure,
        actual=row.actual_measure,
        tier=row.tier or None,
        evidence_count=files,
        key=f"indicator:{row.pk}",
    )

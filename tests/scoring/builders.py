"""Small facts for tests of scoring and validation."""

from decimal import Decimal
from typing import Any

from departments.scoring.facts import (
    AssessmentFacts,
    BudgetFacts,
    BudgetLineFacts,
    GoalFacts,
    IndicatorFacts,
    ProjectFacts,
)
from departments.scoring.measures import Measure
from departments.scoring.schemes import load_scheme

HUBEI = load_scheme("hubei-department-2020")
HUBEI_PROJECT = load_scheme("hubei-project-2020")
NATIONAL = load_scheme("national-project-2020")
NO_BUDGET = BudgetFacts()


def figure(value: Any) -> Any:
    """Strings are figures; None stays blank."""
    return Decimal(value) if isinstance(value, str | int) else value


def indicator(target: str | None = "100", actual: str | None = "100", **changes: Any) -> IndicatorFacts:
    """A complete indicator that scores full marks unless told otherwise."""
    given = {
        "name": "培训人数",
        "method": "at_least",
        "level1": "产出指标",
        "level2": "数量指标",
        "weight": "10",
    } | changes
    for name in ("weight", "entered_score", "reported_score"):
        given[name] = figure(given.get(name))
    return IndicatorFacts(target=Measure.read(target), actual=Measure.read(actual), **given)


def budget_line(
    initial: str | None = "100.00", spent: str | None = "95.00", **changes: Any
) -> BudgetLineFacts:
    """A line of basic spending, executed at 95 %."""
    given = {"category": "personnel", "adjustment": "0"} | changes
    given["adjustment"] = figure(given["adjustment"])
    return BudgetLineFacts(initial=figure(initial), spent=figure(spent), **given)


def budget(initial: str = "100.00", spent: str = "95.00", adjustment: str = "0") -> BudgetFacts:
    """A budget of one line."""
    return BudgetFacts((budget_line(initial, spent, adjustment=adjustment),))


def goal(*indicators: IndicatorFacts, **changes: Any) -> GoalFacts:
    """A goal of the department with these indicators."""
    given = {"title": "完成培训"} | changes
    given["weight"] = figure(given.get("weight"))
    return GoalFacts(indicators=tuple(indicators), **given)


def assessment(*indicators: IndicatorFacts, **changes: Any) -> AssessmentFacts:
    """A self-assessment without any finding; with indicators given, one with these instead."""
    rows = indicators or (
        indicator(name="培训人数", weight="40"),
        indicator(name="群众满意度", level1="满意度指标", level2="服务对象满意度指标", weight="40"),
    )
    given: dict[str, Any] = {
        "department_code": "420112",
        "department_name": "某区商务局",
        "year": 2020,
        "scheme": HUBEI,
        "project_scheme": HUBEI_PROJECT,
        "budget": (budget_line(),),
        "goals": (goal(*rows),),
    }
    return AssessmentFacts(**given | changes)


def project(name: str = "招商经费", **changes: Any) -> ProjectFacts:
    """A project."""
    return ProjectFacts(name=name, **changes)

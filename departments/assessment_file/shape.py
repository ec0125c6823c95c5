"""The objects of the file, key by key. `docs/assessment-file.schema.json` states the same."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from departments.scoring.accumulation import ACCUMULATIONS
from departments.scoring.execution import DERIVED
from departments.scoring.facts import (
    CATEGORIES,
    SOURCES,
    TIERS,
    BudgetLineFacts,
    GoalFacts,
    IndicatorFacts,
    ProjectFacts,
)
from departments.scoring.figures import FIGURES, REPORTED_KEYS
from departments.scoring.measures import Measure
from departments.scoring.methods import AFTER_DERIVED, METHODS
from departments.scoring.numbers import MARKS, MONEY, QUANTITY, SPENDING
from departments.scoring.rounding import ZERO, printed

from .fields import (
    Field,
    Problems,
    choice,
    figure,
    measure,
    read_object,
    rows,
    table,
    text,
    write_object,
    written,
)
from .problems import Problem, shown

ALWAYS_REPORTED = ("execution_score", "total", "grade")
"""Keys of `reported` that are written even when nothing is reported."""
REPORTED = frozenset((*ALWAYS_REPORTED, "execution_rate", "indicator_score", "weight_total", *FIGURES))
GRADES = ("grade", "评价等级")


def _name(value: Any, path: str, problems: Problems) -> str | None:
    """A project's name, or null for the department itself."""
    return None if value is None else str(text(200)(value, path, problems))


def _reported(value: Any, path: str, problems: Problems) -> dict[str, str]:
    stated = table(_stated)(value, path, problems)
    for key, found in stated.items():
        measured = Measure.read(found)
        if key not in REPORTED:
            problems.append(Problem(f"{path}.{key}", "未知的键", "execution_score等键或可引用的数据名称"))
        elif measured is not None and measured.number is None and key not in GRADES:
            problems.append(Problem(f"{path}.{key}", shown(found), "数字"))
    given = {key: found for key, found in stated.items() if found is not None}
    problems += [
        Problem(path, f"“{key}”和“{name}”", "同一数据只用其中一个键")
        for key, name in REPORTED_KEYS.items()
        if key in given and name in given
    ]
    return given


def _stated(value: Any, path: str, problems: Problems) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        problems.append(Problem(path, shown(value), '写成字符串的数字，例如"12.50"'))
        return None
    return None if value is None else str(text(100)(value, path, problems))


def written_reported(reported: Mapping[str, str]) -> dict[str, str | None]:
    """What is reported, with the keys that every file shows."""
    return dict.fromkeys(ALWAYS_REPORTED) | dict(reported)


def _money(value: Decimal | None) -> str | None:
    return None if value is None else printed(value)


def _measured(value: Measure | None) -> str | None:
    return None if value is None else value.text


def _parameter(value: Any, path: str, problems: Problems) -> str | None:
    """A figure of a method as it is written; it may not be blank."""
    figure(QUANTITY)(value, path, problems)
    if value is None:
        problems.append(Problem(path, "null", "数字"))
    return value if isinstance(value, str) else None


TIER = (
    Field("at_least", _parameter, None, is_extra=True),
    Field("at_most", _parameter, None, is_extra=True),
    Field("score", _parameter),
)
PARAMETERS = (
    Field("tiers", rows(TIER, dict), None),
    Field("allowance", _parameter, None),
    Field("step", _parameter, None),
    Field("points", _parameter, None),
    Field("direction", choice({"above": "", "below": ""}), None),
    Field("figure", choice(DERIVED), None),
    Field("then", choice(AFTER_DERIVED), None),
)


def _parameters(value: Any, path: str, problems: Problems) -> dict[str, Any]:
    """Only what is given, as plain JSON data."""
    found = {key: x for key, x in read_object(value, PARAMETERS, path, problems).items() if x is not None}
    if "tiers" in found:
        found["tiers"] = [{key: x for key, x in row.items() if x is not None} for row in found["tiers"]]
    return found


BUDGET_LINE = (
    Field("category", choice(CATEGORIES)),
    Field("project", _name, None),
    Field("source", choice(SOURCES), "appropriation"),
    Field("initial", figure(MONEY), ZERO, _money),
    Field("adjustment", figure(MONEY), ZERO, _money),
    Field("spent", figure(SPENDING), ZERO, _money),
)
PROJECT = (
    Field("name", text(200)),
    Field("office", text(100), ""),
    Field("purpose", text(1000), ""),
    Field("reason", text(1000), "", is_extra=True),
    Field("reported", _reported, {}, written_reported, is_extra=True),
)
INDICATOR = (
    Field("level1", text(50), ""),
    Field("level2", text(50), ""),
    Field("name", text(300)),
    Field("method", choice(METHODS)),
    Field("accumulation", choice({"": "", **ACCUMULATIONS}), "", is_extra=True),
    Field("target", measure, None, _measured),
    Field("adjusted_target", measure, None, _measured, is_extra=True),
    Field("adjustment_reason", text(500), "", is_extra=True),
    Field("unit", text(30), ""),
    Field("actual", measure, None, _measured),
    Field("weight", figure(MARKS), None, written),
    Field("tier", choice(TIERS, optional=True), None),
    Field("entered_score", figure(MARKS), None, written),
    Field("reported_score", figure(MARKS), None, written),
    Field("deviation_reason", text(2000), ""),
    Field("improvement", text(2000), ""),
    Field("parameters", _parameters, {}, dict, is_extra=True),
)


def _written_indicators(indicators: tuple[IndicatorFacts, ...]) -> list[dict[str, Any]]:
    return [write_object(indicator, INDICATOR) for indicator in indicators]


GOAL = (
    Field("project", _name, None),
    Field("title", text(500), ""),
    Field("weight", figure(MARKS), None, written),
    Field("expected", text(5000), ""),
    Field("actual", text(5000), ""),
    Field("indicators", rows(INDICATOR, IndicatorFacts), (), _written_indicators),
)
DEPARTMENT = (Field("code", text(30), ""), Field("name", text(100)))


def _department(value: Any, path: str, problems: Problems) -> dict[str, Any]:
    return read_object(value, DEPARTMENT, path, problems)


def _year(value: Any, path: str, problems: Problems) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 2000 <= value <= 2100:
        problems.append(Problem(path, shown(value), "2000至2100的整数"))
        return 0
    return value


def _scheme(value: Any, path: str, problems: Problems) -> str | None:
    return None if value is None else str(text(60)(value, path, problems))


FORMAT = "perfeval.assessment/1"
FILE = (
    Field("format", choice({FORMAT: ""})),
    Field("scheme", text(60)),
    Field("project_scheme", _scheme, None),
    Field("outline", text(60), ""),
    Field("department", _department),
    Field("year", _year),
    Field("budget", rows(BUDGET_LINE, BudgetLineFacts), ()),
    Field("projects", rows(PROJECT, ProjectFacts), ()),
    Field("goals", rows(GOAL, GoalFacts), ()),
    Field("sections", table(text()), {}),
    Field("reported", _reported, {}),
    Field("note", text(2000), ""),
)

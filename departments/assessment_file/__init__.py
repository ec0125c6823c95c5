"""自评文件 `perfeval.assessment/1`: one self-assessment as JSON ⇄ `AssessmentFacts`.

Reading is strict and reports every problem at once; what was written reads back as the same facts.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from departments.scoring.facts import AssessmentFacts
from departments.scoring.schemes import Scheme

from .fields import Problems, read_object, write_object
from .parsing import LARGEST, parse
from .problems import AssessmentFileError, Problem, UnreadableFileError, shown
from .shape import BUDGET_LINE, FILE, FORMAT, GOAL, PROJECT, written_reported


def load(data: Any, schemes: Mapping[str, Scheme]) -> AssessmentFacts:
    """Read the data of a file. Raises AssessmentFileError with every problem."""
    problems: Problems = []
    read = read_object(data, FILE, "", problems)
    scheme = _scheme_of(read.get("scheme"), "scheme", schemes, problems)
    project_scheme = _scheme_of(read.get("project_scheme"), "project_scheme", schemes, problems)
    if problems or scheme is None:
        raise AssessmentFileError(problems)
    kept = {
        key: read[key] for key in ("year", "outline", "budget", "projects", "goals", "sections", "reported")
    }
    return AssessmentFacts(
        department_code=read["department"]["code"],
        department_name=read["department"]["name"],
        scheme=scheme,
        project_scheme=project_scheme,
        note=read["note"],
        **kept,
    )


def dump(facts: AssessmentFacts) -> dict[str, Any]:
    """Write the facts canonically: money with two decimals, other figures plain, blank as null."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "scheme": facts.scheme.key,
        "project_scheme": facts.project_scheme.key if facts.project_scheme else None,
        "outline": facts.outline,
        "department": {"code": facts.department_code, "name": facts.department_name},
        "year": facts.year,
        "budget": [write_object(line, BUDGET_LINE) for line in facts.budget],
        "projects": [write_object(project, PROJECT) for project in facts.projects],
        "goals": [write_object(goal, GOAL) for goal in facts.goals],
        "sections": dict(facts.sections),
        "reported": written_reported(facts.reported),
    }
    return data | ({"note": facts.note} if facts.note else {})


def read(path: str | Path) -> Any:
    """The JSON data of a file, for `load`. Raises UnreadableFileError."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UnreadableFileError([Problem("文件", f"无法打开（{reason}）", "可读取的文件")]) from problem
    return parse(raw)


def _scheme_of(
    key: str | None, path: str, schemes: Mapping[str, Scheme], problems: Problems
) -> Scheme | None:
    if key is None:
        return None
    if key not in schemes:
        problems.append(Problem(path, shown(key), f"已有的评分方案：{'、'.join(sorted(schemes))}"))
    return schemes.get(key)


__all__ = ["FORMAT", "AssessmentFileError", "Problem", "UnreadableFileError", "dump", "load", "parse", "read"]

"""Which project of a self-assessment the treasury means by a name, and which line: never one for another."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from departments.earlier import plain_name, years_in
from departments.models import BudgetLine, Project
from departments.scoring.measures import fold

Place = tuple[str, str, str]
"""Category, name of the project (full, folded), source of the money."""

_Candidates = dict[str, list[Project]]
_SEVERAL = "该部门自评的预算执行中有{}行同一类别、项目和资金来源，请部门先并成一行。"


@dataclass
class Matched:
    """Lines and projects by the treasury's place and name; what is in neither is new, unless unclear."""

    lines: dict[Place, BudgetLine] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    unclear: dict[Place, str] = field(default_factory=dict)
    """Places that may mean several: a sentence for the person."""


def match(places: Collection[Place], lines: Iterable[BudgetLine], projects: Sequence[Project]) -> Matched:
    """By the full name; without years and marks only where one name here meets one of the treasury's."""
    matched = Matched()
    names = dict.fromkeys(name for _, name, _ in places if name)
    found, doubtful = _candidates(list(names), projects)
    matched.projects = {name: rows[0] for name, rows in found.items() if name not in doubtful}
    there = defaultdict(list)
    for line in lines:
        there[line.category, line.project_id, line.source].append(line)
    for place in places:
        category, name, source = place
        project = matched.projects.get(name)
        here = [] if name and not project else there[category, project.pk if project else None, source]
        if name in doubtful:
            matched.unclear[place] = _doubt(found[name])
        elif len(here) > 1:
            matched.unclear[place] = _SEVERAL.format(len(here))
        elif here:
            matched.lines[place] = here[0]
    return matched


def _doubt(projects: Sequence[Project]) -> str:
    shown = "、".join(f"“{x.name}”" for x in projects[:5])
    return f"不能确定是不是自评中的{shown}，请写成与其中一个完全相同的名称，或请部门改项目名称。"


def _candidates(names: Sequence[str], projects: Sequence[Project]) -> tuple[_Candidates, set[str]]:
    """Each name's projects, and the names of which people must say what they mean."""
    found: _Candidates = defaultdict(list)
    for project in projects:
        if (name := fold(project.name)) in names:
            found[name].append(project)
    left = _by_plain_name((name, name) for name in names if name not in found)
    free = _by_plain_name((x.name, x) for x in projects if fold(x.name) not in found)
    for plain, wanted in left.items():
        for name in wanted:
            if near := [x for x in free.get(plain, ()) if _is_near(name, x.name)]:
                found[name] = near
    claimed = Counter(x.pk for rows in found.values() for x in rows)
    return found, {x for x, rows in found.items() if len(rows) > 1 or claimed[rows[0].pk] > 1}


def _by_plain_name(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, list[Any]]:
    by_name: dict[str, list[Any]] = defaultdict(list)
    for name, row in pairs:
        if plain := plain_name(name):
            by_name[plain].append(row)
    return by_name


def _is_near(name: str, other: str) -> bool:
    """Names that state different years are different projects."""
    years, others = years_in(name), years_in(other)
    return not years or not others or years == others

"""What carrying over would do: last year's facts against this year's, row by row."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .earlier import plain_name
from .forms import parameters
from .forms.carry_over import KEEP, Choice
from .scoring.facts import (
    CATEGORIES,
    SOURCES,
    AssessmentFacts,
    BudgetLineFacts,
    GoalFacts,
    IndicatorFacts,
)
from .scoring.rounding import plain

ADDED, FILLED, KEPT = "added", "filled", "kept"
STATES = {ADDED: "新增", FILLED: "补空", KEPT: "不变"}
Place = tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One row: whether it is added, blank cells of it are filled, or it stays; and the values for that."""

    kind: str
    label: str
    state: str
    values: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    """The row that is there already, `indicator:17`."""
    goal: tuple[str | None, str] = (None, "")
    """Of an indicator: project and title of its goal."""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return STATES[self.state]


def items(
    then: AssessmentFacts, now: AssessmentFacts, choice: Choice, titles: Mapping[str, str]
) -> Iterator[Item]:
    """Every row of last year with what will happen to it."""
    carried = Carried(then, now, choice, titles)
    for part, rows in PLANNERS.items():
        if part in choice.parts:
            yield from rows(carried)


class Carried:
    """Names of last year → names as they will stand this year."""

    def __init__(
        self, then: AssessmentFacts, now: AssessmentFacts, choice: Choice, titles: Mapping[str, str]
    ) -> None:
        self.then, self.now, self.choice, self.titles = then, now, choice, titles
        self.projects = {plain_name(x.name): x for x in now.projects}
        self.goals = {(plain_name(x.project), plain_name(x.title)): x for x in now.goals}
        self.indicators = {
            (plain_name(goal.project), plain_name(x.name)): x for goal in now.goals for x in goal.indicators
        }

    def project(self, name: str | None) -> str | None:
        """The project's name this year; None when there will be none of it."""
        if name is None:
            return None
        present = self.projects.get(plain_name(name))
        if present:
            return present.name
        return name if "projects" in self.choice.parts else None

    def lacks(self, name: str | None) -> bool:
        """It belongs to a project that there will not be."""
        return name is not None and self.project(name) is None


def _item(kind: str, label: str, values: Mapping[str, str], present: Any, own: Mapping[str, Any]) -> Item:
    """Added when there is no such row, else its blank cells are filled, else it stays."""
    wanted = {name: value for name, value in values.items() if value}
    if present is None:
        return Item(kind, label, ADDED, wanted)
    blanks = {name: value for name, value in wanted.items() if name in own and own[name] in (None, "")}
    return Item(kind, label, FILLED if blanks else KEPT, blanks, present.key)


def _projects(carried: Carried) -> Iterator[Item]:
    for row in carried.then.projects:
        present = carried.projects.get(plain_name(row.name))
        values = {"name": row.name, "office": row.office, "purpose": row.purpose}
        own = {"office": present.office, "purpose": present.purpose} if present else {}
        yield _item("project", row.name, values, present, own)


def _budget(carried: Carried) -> Iterator[Item]:
    there = {_line(x, x.project): x for x in carried.now.budget}
    seen = set()
    for row in carried.then.budget:
        place = _line(row, carried.project(row.project))
        if carried.lacks(row.project) or place in seen:
            continue
        seen.add(place)
        label = "／".join(
            filter(None, (CATEGORIES[row.category], carried.project(row.project), SOURCES[row.source]))
        )
        values = dict(zip(("category", "source", "project"), place, strict=True))
        yield _item("budget_line", label, values, there.get(place), {})


def _line(row: BudgetLineFacts, project: str | None) -> Place:
    return row.category, row.source, project or ""


def _indicators(carried: Carried) -> Iterator[Item]:
    seen: set[tuple[str, str]] = set()
    for goal in carried.then.goals:
        if carried.lacks(goal.project):
            continue
        place = (plain_name(goal.project), plain_name(goal.title))
        if place not in seen:
            yield _goal(carried, goal, carried.goals.get(place))
        seen.add(place)
        there = carried.goals.get(place)
        stands = (carried.project(goal.project), there.title if there else goal.title)
        for row in goal.indicators:
            name = (place[0], plain_name(row.name))
            if name not in seen:
                yield _indicator(carried, row, stands, carried.indicators.get(name))
            seen.add(name)


def _goal(carried: Carried, row: GoalFacts, present: GoalFacts | None) -> Item:
    values = {"title": row.title, "project": carried.project(row.project) or "", "expected": row.expected}
    values["weight"] = plain(row.weight) if row.weight is not None else ""
    own = {"weight": present.weight, "expected": present.expected} if present else {}
    return _item("goal", f"目标“{row.title}”", values, present, own)


_MAY_BE_BLANK = ("level1", "level2", "accumulation", "unit", "weight")


def _indicator(
    carried: Carried, row: IndicatorFacts, goal: tuple[str | None, str], present: IndicatorFacts | None
) -> Item:
    values = {"level1": row.level1, "level2": row.level2, "name": row.name, "method": row.method}
    values |= {
        "accumulation": row.accumulation,
        "unit": row.unit,
        "weight": plain(row.weight) if row.weight is not None else "",
    }
    if carried.choice.targets == KEEP and row.effective_target:
        values["target_measure"] = row.effective_target.text
    own = {name: getattr(present, name) for name in _MAY_BE_BLANK} if present else {}
    if present:
        own["target_measure"] = present.target
        return _item("indicator", row.name, values, present, own)
    of_method = {name: str(row.parameters.get(name, "")) for name in ("figure", "then")}
    of_method |= {"rule": parameters.in_words(row.parameters), "goal": goal[1]}
    added = _item("indicator", row.name, values | of_method, None, {})
    return replace(added, goal=goal, parameters=row.parameters)


def _texts(carried: Carried) -> Iterator[Item]:
    for key, title in carried.titles.items():
        text = carried.then.sections.get(key, "")
        if text.strip():
            is_blank = not carried.now.sections.get(key, "").strip()
            values = {"text": text} if is_blank else {}
            yield Item("section", title, FILLED if is_blank else KEPT, values, f"section:{key}")


PLANNERS: dict[str, Callable[[Carried], Iterator[Item]]] = {
    "projects": _projects,
    "budget": _budget,
    "indicators": _indicators,
    "texts": _texts,
}

"""What an import would do, department by department, and everything that is wrong with the table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from openpyxl.utils import get_column_letter

from departments.long_jobs import Tell, unheard
from departments.models import Assessment, BudgetLine, Department, FiscalYear, Project
from departments.scoring.rounding import ZERO
from departments.treasury.matching import Place, match
from departments.treasury.taking import OPEN, SourceRow

from . import figures
from .columns import CATEGORY_WORDS, SOURCE_WORDS, one_of_each
from .problem import Problem
from .table import Table
from .units import Units

_TOTALS = ("合计", "总计", "小计")
_LONGEST = int(Project._meta.get_field("name").max_length or 0)


@dataclass
class OfDepartment:
    """One department's part: its rows added up, and whether it can take them."""

    name: str
    note: str = ""
    lines: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class Plan:
    rows: list[SourceRow]
    problems: list[Problem]
    departments: list[OfDepartment]
    projects: list[tuple[int, str, int]] = field(default_factory=list)
    """Department, name in the table, and the present project that is meant; new ones are not here."""

    @property
    def writable(self) -> int:
        return sum(not x.note for x in self.departments)


class Planner:
    """Reads the rows of one table for one year; `tell` hears how many have been looked at."""

    def __init__(
        self, year: FiscalYear, table: Table, columns: Mapping[str, int], units: Units, tell: Tell = unheard
    ) -> None:
        self.table, self.columns, self.units, self.tell = table, columns, units, tell
        found = Assessment.objects.filter(fiscal_year=year).select_related("department")
        self.assessments = {x.department_id: x for x in found.defer("reported", "note")}
        below = Department.objects.filter(path__startswith=year.authority.path)
        self.by_code = {x.code: x for x in below}
        self.by_name = {x.name: x for x in below} | {
            x.department_name: x.department for x in self.assessments.values()
        }
        self.problems: list[Problem] = list(units.problems)
        self.added: dict[tuple[int, Place], SourceRow] = {}
        self.numbers: dict[tuple[int, Place], int] = {}
        self.projects: list[tuple[int, str, int]] = []
        self.above: Department | None = None
        self.is_any_above = False

    def plan(self) -> Plan:
        for at, (number, cells) in enumerate(self.table.rows):
            self.tell(at, len(self.table.rows))
            self._take(number, {name: cells.get(at, "") for name, at in self.columns.items()})
        rows = list(self.added.values())
        self._match()
        return Plan(rows, self.problems, list(self._departments(rows)), self.projects)

    def _take(self, number: int, cells: Mapping[str, str]) -> None:
        if any(x.strip() in _TOTALS for x in cells.values()):
            return
        department = self._department(number, cells)
        category = self._word(number, cells, "category", CATEGORY_WORDS, "project")
        project = cells.get("project", "").strip()
        if category == "project" and not project and "project" in self.columns:
            self._problem(number, "project", "", "项目支出须写明项目名称。")
        if len(project) > _LONGEST:
            self._problem(number, "project", project[:40], f"项目名称过长，应不超过{_LONGEST}个字。")
        source = self._word(number, cells, "source", SOURCE_WORDS, "appropriation")
        amounts = figures.read(cells, self.units.of, partial(self._problem, number))
        if department and category and source:
            project = project if category == "project" else ""
            self._add(SourceRow(department.pk, category, project, source, amounts), number)

    def _department(self, number: int, cells: Mapping[str, str]) -> Department | None:
        """By code, else by name; blank below a merged cell is the one above."""
        code, name = cells.get("code", "").strip(), cells.get("name", "").strip()
        if not code and not name and self.is_any_above:
            return self.above
        found = self.by_code.get(code) if code else self.by_name.get(name)
        at = "code" if code else "name"
        if found is None:
            self._problem(number, at, code or name, "没有这个部门，应为本级及下属的部门编码或全称。")
        elif found.pk not in self.assessments:
            self._problem(number, at, code or name, "该部门本年度没有下达自评，请先下达或删去这些行。")
        self.above = found if found and found.pk in self.assessments else None
        self.is_any_above = True
        return self.above

    def _word(
        self, number: int, cells: Mapping[str, str], name: str, words: Mapping[str, str], default: str
    ) -> str:
        text = cells.get(name, "").strip()
        if text in words or not text:
            return words.get(text, default)
        self._problem(number, name, text, f"不认识，可以写：{one_of_each(words)}等。")
        return ""

    def _add(self, row: SourceRow, number: int) -> None:
        """Rows of the same place are added up: the treasury lists payments, we the line."""
        key = (row.department, row.place)
        self.numbers.setdefault(key, number)
        if before := self.added.get(key):
            summed = figures.add(before.figures, row.figures, partial(self._problem, number))
            row = SourceRow(row.department, row.category, before.project, row.source, summed)
        self.added[key] = row

    def _match(self) -> None:
        """What may mean several projects or lines of a self-assessment is told before anything is written."""
        places: dict[int, list[Place]] = {}
        for department, place in self.added:
            if self.assessments[department].status in OPEN:
                places.setdefault(department, []).append(place)
        wanted = [self.assessments[x].pk for x in places]
        lines = _by_assessment(BudgetLine.objects.filter(assessment__in=wanted))
        projects = _by_assessment(Project.objects.filter(assessment__in=wanted))
        for department, named in places.items():
            pk = self.assessments[department].pk
            matched = match(named, lines.get(pk, []), projects.get(pk, []))
            self.projects += [(department, name, x.pk) for name, x in matched.projects.items()]
            for place, said in matched.unclear.items():
                found = self.added[department, place].project
                self._problem(self.numbers[department, place], "project", found, said)

    def _problem(self, number: int, name: str, found: str, message: str) -> None:
        column = get_column_letter(self.columns[name]) if name in self.columns else ""
        self.problems.append(Problem(f"{self.table.title}!{column}{number}", found, message))

    def _departments(self, rows: list[SourceRow]) -> Iterator[OfDepartment]:
        parts: dict[int, OfDepartment] = {}
        for row in rows:
            assessment = self.assessments[row.department]
            note = "" if assessment.status in OPEN else f"{assessment.get_status_display()}，不写入"
            part = parts.setdefault(row.department, OfDepartment(assessment.department_name, note))
            part.lines += 1
            for name, value in row.figures.items():
                part.sums[name] = part.sums.get(name, ZERO) + value
        yield from parts.values()


def _by_assessment(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.assessment_id, []).append(row)
    return found

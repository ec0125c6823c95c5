"""What an import would do, department by department, and everything that is wrong with the table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from departments.models import Assessment, Department, FiscalYear
from departments.scoring.numbers import MONEY, SPENDING, NumberError, check_bounds, read_number
from departments.scoring.rounding import EXACT, ZERO
from departments.treasury.taking import OPEN, SourceRow

from .columns import AMOUNTS, CATEGORY_WORDS, SOURCE_WORDS, UNITS
from .table import Table

_TOTALS = ("合计", "总计", "小计")


@dataclass(frozen=True)
class Problem:
    """One cell that cannot be taken: place, what stands there, what should."""

    place: str
    found: str
    message: str


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

    @property
    def writable(self) -> int:
        return sum(not x.note for x in self.departments)


class Planner:
    """Reads the rows of one table for one year."""

    def __init__(self, year: FiscalYear, table: Table, columns: Mapping[str, int], unit: str) -> None:
        self.table, self.columns, self.factor = table, columns, UNITS[unit]
        found = Assessment.objects.filter(fiscal_year=year).select_related("department")
        self.assessments = {x.department_id: x for x in found.defer("reported", "note")}
        below = Department.objects.filter(path__startswith=year.authority.path)
        self.by_code = {x.code: x for x in below}
        self.by_name = {x.name: x for x in below} | {
            x.department_name: x.department for x in self.assessments.values()
        }
        self.problems: list[Problem] = []
        self.added: dict[tuple[int, tuple[str, str, str]], SourceRow] = {}
        self.last: Department | None = None

    def plan(self) -> Plan:
        for number, cells in self.table.rows:
            self._take(number, {name: cells.get(at, "") for name, at in self.columns.items()})
        rows = list(self.added.values())
        return Plan(rows, self.problems, list(self._departments(rows)))

    def _take(self, number: int, cells: Mapping[str, str]) -> None:
        if any(x.strip() in _TOTALS for x in cells.values()):
            return
        department = self._department(number, cells)
        category = self._word(number, cells, "category", CATEGORY_WORDS, "project")
        project = cells.get("project", "").strip()
        if category == "project" and not project and "project" in self.columns:
            self._problem(number, "project", "", "项目支出须写明项目名称。")
        source = self._word(number, cells, "source", SOURCE_WORDS, "appropriation")
        figures = dict(self._figures(number, cells))
        if department and category and source:
            project = project if category == "project" else ""
            self._add(SourceRow(department.pk, category, project, source, figures), number)

    def _department(self, number: int, cells: Mapping[str, str]) -> Department | None:
        """By code, else by name; blank below a merged cell is the one above."""
        code, name = cells.get("code", "").strip(), cells.get("name", "").strip()
        if not code and not name and self.last:
            return self.last
        found = self.by_code.get(code) if code else self.by_name.get(name)
        self.last = found
        at = "code" if code else "name"
        if found is None:
            self._problem(number, at, code or name, "没有这个部门，应为本级及下属的部门编码或全称。")
        elif found.pk not in self.assessments:
            self._problem(number, at, code or name, "该部门本年度没有下达自评，请先下达或删去这些行。")
        return found if found and found.pk in self.assessments else None

    def _word(
        self, number: int, cells: Mapping[str, str], name: str, words: Mapping[str, str], default: str
    ) -> str:
        text = cells.get(name, "").strip()
        if text in words or not text:
            return words.get(text, default)
        known = "、".join(dict.fromkeys(list(words)[:6]))
        self._problem(number, name, text, f"不认识，可以写：{known}等。")
        return ""

    def _figures(self, number: int, cells: Mapping[str, str]) -> Iterator[tuple[str, Decimal]]:
        read = {name: self._figure(number, name, cells[name]) for name in AMOUNTS if name in cells}
        adjusted = read.get("adjusted")
        if adjusted is not None and "initial" not in self.columns:
            read |= {"initial": adjusted, "adjustment": ZERO}
        elif adjusted is not None and read.get("adjustment") is None:
            read["adjustment"] = adjusted - (read.get("initial") or ZERO)
        for name in ("initial", "adjustment", "spent"):
            value = read.get(name)
            if value is not None:
                yield name, value

    def _figure(self, number: int, name: str, text: str) -> Decimal | None:
        try:
            value = read_number(text, MONEY)
            if value is None:
                return None
            bounds = MONEY if name in ("adjustment", "adjusted") else SPENDING
            is_in_words = any(x in text for x in ("元", "万", "亿"))
            return check_bounds(value if is_in_words else EXACT.multiply(value, self.factor), bounds)
        except NumberError as problem:
            self._problem(number, name, text, str(problem))
            return None

    def _add(self, row: SourceRow, number: int) -> None:
        """Rows of the same place are added up: the treasury lists payments, we the line."""
        key = (row.department, row.place)
        if (before := self.added.get(key)) is None:
            self.added[key] = row
            return
        names = {**before.figures, **row.figures}
        summed: dict[str, Any] = {
            name: before.figures.get(name, ZERO) + row.figures.get(name, ZERO) for name in names
        }
        self.added[key] = SourceRow(row.department, row.category, before.project, row.source, summed)

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

"""The rows of a foreign table as lines of our own sheets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from departments.models.indicator import METHODS
from departments.scoring.facts import CATEGORIES, SOURCES
from departments.scoring.measures import Measure

from ..reading.book import BLANK, EMPTY_FORMULA, ERROR, NUMBER, Cell, Sheet
from ..workbook import columns as ours
from ..workbook.columns import SheetKind
from ..workbook.lines import Line, Problem, Reading
from .mapping import Columns, merged_text, own_unit
from .targets import plain_head

_TOTAL = re.compile(r"(合|总|小)计.{0,6}|总分|得分合计")
_REMARK = re.compile(
    r"(注|备注|说明|填表人?|制表人?|填报人|填报单位|负责人|单位负责人|审核人?|复核人?|经办人|联系人|联系电话|电话"
    r"|填报日期|日期)[0-9]*[:：].*",
    re.DOTALL,
)
"""A row of signatures or notes below the table."""
_NAME_AND_WEIGHT = re.compile(r"(?s)(.+?)\s*[（(]\s*([0-9.]+)\s*分\s*[）)]")
_GOAL = re.compile(
    r"年度(绩效)?目标\s*[0-9一二三四五六七八九十]*\s*([（(]\s*(?P<weight>[0-9.]+)\s*分\s*[）)])?"
)
_PROJECT_FIELDS = ("name", "office", "purpose", "reason")
_MONEY_FIELDS = ("initial", "adjustment", "spent")
_FIGURES = ("target_measure", "actual_measure", "weight")
"""A row of the indicator table without any of them is a remark or a signature."""


@dataclass
class Goals:
    """The goal that the rows below belong to; it goes on from one table of a document to the next."""

    present: str = ""
    weights: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    def see(self, cells: Mapping[int, Cell]) -> bool:
        """True for a row that names a goal above its indicators; it is remembered."""
        first, *rest = [cell.text for _, cell in sorted(cells.items())] or [""]
        match = _GOAL.fullmatch("".join(first.split()))
        if match and rest:
            self.present = _one_line("".join(rest))
            self.weights[self.present] = match["weight"] or ""
        return match is not None


@dataclass
class TableReader:
    """Reads one table; what it cannot use is named in `reading.ignored`."""

    sheet: Sheet
    columns: Columns
    place: str
    reading: Reading = field(default_factory=Reading)
    goals: Goals = field(default_factory=Goals)

    def read(self) -> Reading:
        self.goals.present = self.columns.goal or self.goals.present
        for row in sorted(number for number in self.sheet.rows if number < self.columns.head):
            self.goals.see(self.sheet.rows[row])
        above: dict[str, Cell] = {}
        for row in sorted(number for number in self.sheet.rows if number > self.columns.head):
            cells = {name: self._cell(name, row, at, above) for name, at in self.columns.columns.items()}
            if reason := self._useless(row, cells):
                self.reading.ignored.append(f"{self.place}第{row}行（{reason}）：{self._words(row)}")
                continue
            lines = (
                self._project(row, cells)
                if self.columns.target == "projects"
                else self._indicator(row, cells)
            )
            for line in lines:
                self.reading.lines.append(line)
                self.reading.problems.extend(_doubtful(line))
        return self.reading

    def _cell(self, name: str, row: int, column: int, above: dict[str, Cell]) -> Cell:
        cell = self.sheet.cell(row, column)
        if self.columns.kind.field(name).carries_down:
            merged = merged_text(self.sheet, row, column)
            cell = cell if cell.text else Cell(merged) if merged else above.get(name, BLANK)
            above[name] = cell
        return cell

    def _useless(self, row: int, cells: Mapping[str, Cell]) -> str:
        """Why the row is none of ours."""
        first = next((x.text for _, x in sorted(self.sheet.rows[row].items())), "")
        if self.columns.target == "indicators" and self.goals.see(self.sheet.rows[row]):
            return "目标"
        name = cells[self.columns.kind.key].text.strip()
        if not name:
            return "没有名称"
        if _TOTAL.fullmatch(plain_head(name)) or _TOTAL.fullmatch(plain_head(first)):
            return "合计"
        if _REMARK.match(name) or _REMARK.match(first.strip()):
            return "签名或说明"
        if plain_head(name) in self.columns.kind.field("name").heads:
            return "表头"
        figures = [cells[x].text for x in _FIGURES if x in cells]
        return "没有数字" if figures and not any(figures) else ""

    def _words(self, row: int) -> str:
        return " ".join(" ".join(x.text.split()) for _, x in sorted(self.sheet.rows[row].items()))

    def _line(
        self, kind: SheetKind, row: int, cells: Mapping[str, Cell], defaults: Mapping[str, Cell] | None = None
    ) -> Line:
        return Line(
            kind, self.place, row, "", cells, dict(self.columns.columns), defaults=defaults or {},
            group=f"{self.place}-{row}",
        )  # fmt: skip

    def _project(self, row: int, cells: Mapping[str, Cell]) -> Iterator[Line]:
        name = Cell(_one_line(cells["name"].text))
        texts = {x: Cell(cells[x].text.strip()) for x in _PROJECT_FIELDS if x in cells} | {"name": name}
        yield self._line(ours.PROJECTS, row, texts)
        money = {x: self._money(cells[x], x) for x in _MONEY_FIELDS if x in cells}
        if any(cell.text or cell.kind == EMPTY_FORMULA for cell in money.values()):
            placing = {
                "category": Cell(CATEGORIES["project"]),
                "project": name,
                "source": Cell(SOURCES["appropriation"]),
            }
            yield self._line(ours.BUDGET, row, placing | money, {"adjustment": Cell("0", NUMBER)})

    def _money(self, cell: Cell, name: str) -> Cell:
        """A bare figure takes the unit that stands in the head of its column, else that of the table."""
        text = cell.text.strip()
        is_bare = bool(text) and text[-1] not in "元%％"
        unit = own_unit(self.sheet, self.columns, name) or self.columns.unit
        return Cell(f"{text}{unit}", cell.kind) if is_bare and unit != "元" else cell

    def _indicator(self, row: int, cells: Mapping[str, Cell]) -> Iterator[Line]:
        found = {name: Cell(cell.text.strip(), cell.kind) for name, cell in cells.items()}
        found["name"] = Cell(_one_line(found["name"].text))
        if "weight" not in found and (match := _NAME_AND_WEIGHT.fullmatch(found["name"].text)):
            found |= {"name": Cell(match[1]), "weight": Cell(match[2], NUMBER)}
        found |= {x: Cell(_without_weight(found[x].text)) for x in ("level1", "level2") if x in found}
        sign = found.pop("sign", BLANK).text
        if sign and "target_measure" in found:
            found["target_measure"] = _signed(sign, found["target_measure"])
        goal = found.get("goal", BLANK).text or self.goals.present or "年度绩效目标"
        found["goal"] = Cell(_one_line(goal))
        yield from self._new_goal(row, found["goal"])
        measure = Measure.read(found.get("target_measure", BLANK).text)
        method = (
            "at_least"
            if measure is None
            else measure.sign or ("at_least" if measure.number else "qualitative")
        )
        yield self._line(ours.INDICATORS, row, found, {"method": Cell(METHODS[method])})

    def _new_goal(self, row: int, goal: Cell) -> Iterator[Line]:
        """The goal, before its first indicator."""
        if goal.text not in self.goals.written:
            self.goals.written.add(goal.text)
            weight = self.goals.weights.get(goal.text, "")
            cells = {"title": goal} | ({"weight": Cell(weight, NUMBER)} if weight else {})
            yield replace(self._line(ours.GOALS, row, cells), group=f"{self.place}-{row}-{ours.GOALS.name}")


def _signed(sign: str, target: Cell) -> Cell:
    """A figure with the sign that stands in a column of its own, where it has none itself."""
    alone, together = Measure.read(target.text), Measure.read(f"{sign}{target.text}")
    if alone is None or alone.number is None or alone.sign or together is None or not together.sign:
        return target
    return Cell(f"{sign}{target.text}")


def _without_weight(text: str) -> str:
    """产出指标（18分） → 产出指标."""
    match = _NAME_AND_WEIGHT.fullmatch(text)
    return match[1] if match else text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _doubtful(line: Line) -> Iterator[Problem]:
    """A formula is taken by its kept result, which the preview shows; without one nothing can be taken."""
    for name, cell in line.cells.items():
        if cell.kind == EMPTY_FORMULA:
            yield line.problem(name, "这里是公式，文件中没有保存结果。请在Excel中打开、保存后再上传。")
        elif cell.kind == ERROR:
            yield line.problem(name, f"“{cell.text}”是Excel的错误值，请改正。")

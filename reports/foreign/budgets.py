"""A table with one budget column states the adjusted budget: no adjustment may come on top of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from departments.models import Assessment
from departments.scoring.numbers import MONEY, NumberError, read_number
from departments.scoring.rounding import ZERO

from ..reading.book import NUMBER, Cell
from ..workbook import values
from ..workbook.columns import BUDGET
from ..workbook.lines import Line


def settled(assessment: Assessment, lines: Iterable[Line]) -> Iterator[Line]:
    """Lines whose budget is the present adjusted one leave it alone; others set initial and adjustment."""
    present = _adjusted(assessment)
    for line in lines:
        if line.kind is not BUDGET or "adjustment" in line.cells or not _has(line, "initial"):
            yield line
            continue
        name = line.cells["project"].text if _has(line, "project") else ""
        if name in present and present[name] == _amount(line):
            yield replace(line, cells={x: cell for x, cell in line.cells.items() if x != "initial"})
        else:
            yield replace(line, cells={**line.cells, "adjustment": Cell("0", NUMBER)})


def _has(line: Line, name: str) -> bool:
    return name in line.cells and bool(line.cells[name].text.strip())


def _amount(line: Line) -> Decimal | None:
    try:
        return read_number(line.cells["initial"].text, MONEY)
    except NumberError:
        return None


def _adjusted(assessment: Assessment) -> dict[str, Decimal]:
    """Adjusted budget of each project that has exactly one line of appropriations."""
    found: dict[str, list[Decimal]] = {}
    for row in assessment.budget_lines.filter(source="appropriation").select_related("project"):
        if row.project:
            amount = (row.initial or ZERO) + (row.adjustment or ZERO)
            found.setdefault(values.name_of(row.project), []).append(amount)
    return {name: amounts[0] for name, amounts in found.items() if len(amounts) == 1}

"""Figures of a published text that belong into the budget, each with the words it was found in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from departments.scoring.facts import CATEGORIES, SOURCES

from ..reading.book import Block, Cell
from ..workbook.columns import BUDGET
from ..workbook.lines import Line
from .outlines import DOUBTFUL

_MONEY = r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(亿元|万元|元)"
_BASIC = re.compile(rf"基本支出(?:预算)?为\s*{_MONEY}.{{0,20}}?基本支出(?:决算|执行数|支出)为\s*{_MONEY}")
_SPENT = re.compile(rf"其中基本支出\s*{_MONEY}")
_TOTALS = re.compile(
    rf"(部门整体支出合计|预算收入合计|项目支出[^，。；]{{0,12}}预算资金|预算资金|实际支出|财政拨款支出)\s*{_MONEY}"
)
PLACE = "文中的数字"


@dataclass(frozen=True)
class FoundFigures:
    """Budget lines that the text may stand for, and totals to compare with."""

    lines: tuple[Line, ...]
    totals: tuple[str, ...]


def read(blocks: Sequence[Block]) -> FoundFigures:
    """Every figure once, with where it stands."""
    lines: list[Line] = []
    totals: list[str] = []
    for number, block in enumerate(blocks, 1):
        for line in _basic(block.text, number):
            if not lines:
                lines.append(line)
        totals += [f"{x[1]}{x[2]}{x[3]}" for x in _TOTALS.finditer(block.text)]
    return FoundFigures(tuple(lines), tuple(dict.fromkeys(totals)))


def _basic(text: str, number: int) -> Iterator[Line]:
    """A text states basic spending as one sum; whether it is for people or for running is not known."""
    if match := _BASIC.search(text):
        money = {"initial": Cell(f"{match[1]}{match[2]}"), "spent": Cell(f"{match[3]}{match[4]}")}
    elif match := _SPENT.search(text):
        money = {"spent": Cell(f"{match[1]}{match[2]}")}
    else:
        return
    cells = {"category": Cell(CATEGORIES["personnel"]), "source": Cell(SOURCES["appropriation"])} | money
    yield Line(
        BUDGET, PLACE, number, "", cells, group=f"{PLACE}-{number}", confidence=DOUBTFUL,
        note="文中只有基本支出合计，暂列为人员经费；请核对后拆分。", defaults={"adjustment": Cell("0")},
    )  # fmt: skip

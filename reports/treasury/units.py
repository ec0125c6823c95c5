"""The unit of each column of amounts: as its heading says, else the rows above, else as it was chosen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from .columns import AMOUNTS, FIELDS, UNITS
from .problem import Problem
from .table import Table

_IN_HEADING = re.compile(
    r"[十百千万亿]+元|(?<=[（(\[【：:位币/／、或\s])元|元$|(?<=[（(\[【])[万亿](?=[）)\]】])"
)
_ABOVE = re.compile(
    r"单位\s*[：:]?\s*(?:人民币)?\s*([十百千万亿]*元)|[（(\[【](?:人民币)?([十百千万亿]*元)[）)\]】]"
)
_KNOWN = "、".join(UNITS)


@dataclass(frozen=True)
class Units:
    """The unit of each column by its field; "" where nobody has said it yet."""

    of: Mapping[str, str]
    suggested: str
    problems: tuple[Problem, ...]

    @property
    def is_open(self) -> bool:
        """Some column's unit is known to nobody: the manager has to choose."""
        return not all(self.of.values())

    def __str__(self) -> str:
        """万元, or each column's where they differ."""
        several = len(set(self.of.values())) > 1
        each = [f"{FIELDS[name]}{unit}" for name, unit in self.of.items()]
        return "、".join(each if several else dict.fromkeys(self.of.values()))


def settle(table: Table, columns: Mapping[str, int], chosen: str) -> Units:
    """The units of a table. `chosen` by the manager is for columns that state none; "" before that."""
    above = list(dict.fromkeys(_above(table)))
    general = above[0][1] if above else ""
    own = {x: _own(table.headings.get(columns[x], "")) for x in AMOUNTS if x in columns}
    stated = {name: units[0] if units else general for name, units in own.items()}
    said = list(dict.fromkeys(x for x in stated.values() if x))
    problems = [*_of_rows(table, above), *_of_columns(table, columns, own, general)]
    problems += _of_choice(table, columns, stated, chosen)
    suggested = chosen if chosen in said or not said else said[0]
    return Units({x: y or chosen for x, y in stated.items()}, suggested, tuple(problems))


def factor(unit: str) -> int:
    """Yuan in one of the unit; for one that is not known, which is a problem already, 1."""
    return UNITS.get(unit, 1)


def _own(heading: str) -> list[str]:
    found = (x if x.endswith("元") else f"{x}元" for x in _IN_HEADING.findall(heading.strip()))
    return list(dict.fromkeys(found))


def _above(table: Table) -> Iterator[tuple[int, str]]:
    for number, cells in table.above:
        for first, second in _ABOVE.findall("".join(cells[at] for at in sorted(cells))):
            yield number, first or second


def _of_rows(table: Table, above: list[tuple[int, str]]) -> Iterator[Problem]:
    for number, unit in above:
        if unit not in UNITS:
            yield Problem(f"{table.title}!{number}", unit, f"不认识的金额单位，应为{_KNOWN}。")
        elif unit != above[0][1]:
            expected = f"第{above[0][0]}行写的是“{above[0][1]}”，表头上方的金额单位应只有一个。"
            yield Problem(f"{table.title}!{number}", unit, expected)


def _of_columns(
    table: Table, columns: Mapping[str, int], own: Mapping[str, list[str]], general: str
) -> Iterator[Problem]:
    for name, units in own.items():
        place, heading = _place(table, columns[name]), table.headings.get(columns[name], "")
        if any(x not in UNITS for x in units):
            yield Problem(place, heading, f"不认识的金额单位，应为{_KNOWN}。")
        elif len(units) > 1:
            yield Problem(place, heading, "一列只能有一个金额单位，请在列名中只写一个。")
        elif units and general and units[0] != general:
            expected = f"表头上方写的单位是“{general}”，本列写的是“{units[0]}”，请改成一致。"
            yield Problem(place, heading, expected)


def _of_choice(
    table: Table, columns: Mapping[str, int], stated: Mapping[str, str], chosen: str
) -> Iterator[Problem]:
    """A choice that the table contradicts is told: no figure is silently ten thousand times another."""
    said = [x for x in stated.values() if x]
    for name, unit in stated.items():
        is_silent = not unit and any(x != chosen for x in said)
        if chosen and (is_silent or (unit and chosen not in said)):
            other = unit or next(x for x in said if x != chosen)
            message = f"选定的金额单位是“{chosen}”，表中写的是“{other}”："
            message += "请点“更改对应关系”改选，或在每个金额列的列名中写明单位。"
            yield Problem(_place(table, columns[name]), table.headings.get(columns[name], ""), message)


def _place(table: Table, column: int) -> str:
    return f"{table.title}!{get_column_letter(column)}{table.head}"

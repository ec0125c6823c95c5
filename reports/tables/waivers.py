"""经财政部门同意豁免的校验: which rules did not hold, for what reason, until when, and who agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..grid import Cell, Column, Table, head

ANNEX = "waivers"
TITLE = "经财政部门同意豁免的校验"
COLUMNS = (Column(30, "left"), Column(8), Column(27, "left"), Column(15), Column(20))
LONGEST_PLACES = 3
"""Places of a rule that are named; the rest is counted."""


@dataclass(frozen=True)
class Waived:
    """One rule and what was found against it."""

    rule: str
    places: tuple[str, ...]
    reason: str
    expires: str
    by: str
    granted_on: str


def waived_in(
    waivers: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]]
) -> tuple[Waived, ...]:
    """The waivers of a submission with the places of its findings."""
    names = ("rule", "reason", "expires", "by", "granted_on")
    return tuple(
        Waived(
            places=tuple(found["place"] or "整体" for found in findings if found["check"] == row["check"]),
            **{name: row[name] for name in names},
        )
        for row in waivers
    )


def waivers(waived: Sequence[Waived]) -> Table:
    """One row per rule."""
    titles = head("校验规则及位置", "处数", "豁免理由", "到期日", "同意单位、人员和日期")
    rows = tuple(
        (
            Cell(f"{x.rule}\n（{_places(x)}）"),
            Cell(str(len(x.places))),
            Cell(x.reason),
            Cell(x.expires),
            Cell(f"{x.by}\n{x.granted_on}"),
        )
        for x in waived
    )
    return Table(ANNEX, TITLE, COLUMNS, head=(titles,), rows=rows)


def noted(table: Table, waived: Sequence[Waived]) -> Table:
    """A form that says below that rules were waived."""
    places = sum(len(x.places) for x in waived)
    note = f"经财政部门同意豁免校验规则{len(waived)}条，涉及{places}处，见“{TITLE}”。"
    return replace(table, notes=(*table.notes, note)) if waived else table


def _places(waived: Waived) -> str:
    rest = "等" if len(waived.places) > LONGEST_PLACES else ""
    return "；".join(waived.places[:LONGEST_PLACES]) + rest

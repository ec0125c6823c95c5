"""What an import would do: row by row, cell by cell, with everything that speaks against it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from departments.audit import canonical_sha256
from departments.editing import RowForm
from departments.forms.entry import EntryForm
from departments.scoring.numbers import MONEY, NumberError, read_number

from .columns import SheetKind
from .lines import Line, Problem
from .passages import Piece, passages

ADDED, CHANGED, REMOVED, CONFLICT = "added", "changed", "removed", "conflict"
SHORT = 60
"""Characters of a cell before and after that stand in one line."""
SKIP = "skip"
"""The choice that leaves a group out."""
STATES = {ADDED: "新增", CHANGED: "修改", REMOVED: "删除", CONFLICT: "冲突"}


@dataclass(frozen=True)
class CellChange:
    """One cell: what stands in the database, what the file says, whether somebody else wrote there too."""

    field: str
    label: str
    place: str
    old: str
    new: str
    is_conflict: bool = False
    is_money: bool = False

    @property
    def old_shown(self) -> str:
        return _grouped(self.old) if self.is_money else self.old

    @property
    def new_shown(self) -> str:
        return _grouped(self.new) if self.is_money else self.new

    @cached_property
    def passages(self) -> list[Piece]:
        """What changes in a long text, as `passages` shortens it; none for a short one."""
        return passages(self.old, self.new)


def _grouped(text: str) -> str:
    """6531860 → 6,531,860.00; what is no figure stays as it was written."""
    try:
        number = read_number(text, MONEY)
    except NumberError:
        return text
    return "" if number is None else f"{number:,.2f}"


@dataclass
class PlannedRow:
    """One row that would change."""

    line: Line
    state: str
    label: str
    cells: list[CellChange] = field(default_factory=list)
    form: EntryForm[Any] | None = None
    base: str = ""
    note: str = ""
    choice: str = ""
    by: str = ""
    at: datetime | None = None
    lost: int = 0
    """Figures by name that the present text has and the imported one writes out."""

    @property
    def is_short(self) -> bool:
        """Its changes fit on a line or two; a conflict is always shown side by side."""
        return self.state != CONFLICT and all(len(x.old) + len(x.new) <= SHORT for x in self.cells)

    @property
    def is_doubtful(self) -> bool:
        """Imported only when somebody ticks it."""
        return self.line.confidence == "低" or self.lost > 0

    @property
    def sheet(self) -> SheetKind:
        return self.line.kind

    @property
    def token(self) -> str:
        return self.line.token

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def is_open(self) -> bool:
        """A conflict that nobody has decided."""
        return self.state == CONFLICT and not self.choice

    @property
    def row_form(self) -> RowForm | None:
        return RowForm(self.form, self.base) if self.form is not None else None

    @property
    def told(self) -> list[Any]:
        """What the preview shows of it: the same again at the confirmation, or nothing is saved."""
        return [
            self.token,
            self.state,
            sorted([x.field, x.old, x.new, x.is_conflict] for x in self.cells),
            self.note,
        ]


@dataclass
class Plan:
    """Everything an import would do."""

    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    """Cells that were written in though the treasury's figures stand there: told, and left as they are."""
    choices: Mapping[str, str] | None = None
    """What a person chose already: by row for conflicts, by group for what is left out."""

    def chosen(self, choices: Mapping[str, str], problems: list[Problem]) -> "Plan":
        """The plan as it was shown, with the choices made in it and what speaks against them."""
        for row in self.rows:
            row.choice = choices.get(row.token, "")
        self.choices, self.problems = choices, problems
        return self

    @property
    def digest(self) -> str:
        return canonical_sha256([row.told for row in self.rows])

    @property
    def counts(self) -> dict[str, int]:
        """新增, 修改, 删除, 冲突: rows of each."""
        found = Counter(row.state for row in self.rows)
        return {label: found[state] for state, label in STATES.items()}

    @property
    def cell_count(self) -> int:
        """Cells of changed rows."""
        return sum(len(row.cells) for row in self.rows if row.state in (CHANGED, CONFLICT))

    @property
    def conflicts(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.state == CONFLICT]

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.problems and not self.locked

    @property
    def is_ready(self) -> bool:
        """Nothing but open conflicts, and rows that can be left out, keeps it from being confirmed."""
        return bool(self.rows) and all(problem.group for problem in self.problems)

    @property
    def leaders(self) -> set[str]:
        """The row of each group that stands for it: taken or left, the others follow."""
        first: dict[str, str] = {}
        for row in self.rows:
            first.setdefault(row.line.group, row.token)
        return {token for group, token in first.items() if group}

    @property
    def ticked(self) -> set[str]:
        """The groups that are imported unless somebody says otherwise."""
        groups = {row.line.group for row in self.rows}
        if self.choices is not None:
            return {group for group in groups if self.choices.get(group) != SKIP}
        doubtful = {row.line.group for row in self.rows if row.is_doubtful}
        return groups - doubtful - {problem.group for problem in self.problems}

    def sections(self, sheets: Iterable[SheetKind]) -> list[tuple[SheetKind, list[PlannedRow]]]:
        """The rows by sheet, sheets without rows left out."""
        grouped = [(sheet, [row for row in self.rows if row.sheet is sheet]) for sheet in sheets]
        return [(sheet, rows) for sheet, rows in grouped if rows]

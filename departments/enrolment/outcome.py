"""What came of a table: what is wrong by cell, what was made, what was changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from departments.audit import Change
from departments.models import Department

DEPARTMENTS, PEOPLE = "部门", "用户"


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its number in the file and its cells by field, as text."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.cells.get(name, "").strip()


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row; `field` names the cell, "" the row."""

    row: Row
    field: str
    message: str


@dataclass
class Outcome:
    """Passwords are known here once, and nowhere afterwards."""

    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    places: list[Department | None] = field(default_factory=list)
    """Of each change the department it is about; None: an account without one."""
    new_departments: int = 0
    changed_departments: int = 0
    granted: int = 0
    passwords: list[tuple[str, str, str]] = field(default_factory=list)
    """Username, name, first password."""

    def note(self, place: Department | None, *changes: Change) -> None:
        """What was changed, and the department that it is about."""
        self.changes += changes
        self.places += [place] * len(changes)

    def refuse(self, row: Row, name: str, message: str) -> None:
        self.problems.append(Problem(row, name, message))

    def refuse_all(self, row: Row, wrong: ValidationError, known: Iterable[str]) -> None:
        """Every fault of a row that its model found, at its cell where the table has one."""
        columns = set(known)
        for name, messages in getattr(wrong, "message_dict", {"": wrong.messages}).items():
            for message in messages:
                self.refuse(row, name if name in columns else "", message)

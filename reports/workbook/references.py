"""Projects and goals that rows of a file point to by name: present ones, new ones, removed ones."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from departments.forms.entry import Scope

from . import values
from .columns import GOALS, PROJECTS, SheetKind
from .plan import ADDED

_FIELDS = {"project": "projects", "goal": "goals"}


class References:
    """Grows while the sheets are planned, in the order of saving. The forms offer the same rows."""

    def __init__(self, scope: Scope) -> None:
        self._rows: dict[str, dict[str, Any]] = {
            field: getattr(scope, rows) for field, rows in _FIELDS.items()
        }
        self._names = {
            field: {name: key for key, name in values.names_of(rows).items()}
            for field, rows in self._rows.items()
        }
        self._removed: dict[str, set[int]] = {field: set() for field in _FIELDS}

    def names(self, field: str) -> Mapping[str, str]:
        """Name → key, for a field that points to a row."""
        return self._names.get(field, {})

    def add(self, sheet: SheetKind, key: str, row: Model) -> bool:
        """A new row that later sheets may point to. True when the name was taken by another new one."""
        field = sheet.name
        if field not in self._rows:
            return False
        name = values.name_of(row)
        taken = self._names[field].get(name, "").startswith(ADDED)
        self._rows[field][key] = row
        self._names[field].setdefault(name, key)
        return taken

    def rename(self, sheet: SheetKind, row: Model) -> None:
        """The new name points to the row, and so does the old one."""
        if sheet.name in self._names:
            self._names[sheet.name].setdefault(values.name_of(row), str(row.pk))

    def remove(self, sheet: SheetKind, row: Any) -> str:
        """Nothing may point to the row any more; says what goes with it."""
        if sheet.name not in self._rows:
            return ""
        self._forget(sheet.name, row)
        goals = [x for x in self._rows["goal"].values() if sheet is PROJECTS and x.project_id == row.pk]
        for goal in goals:
            self._forget("goal", goal)
        return _goes_too(sheet, row, goals)

    def _forget(self, field: str, row: Any) -> None:
        self._removed[field].add(row.pk)
        self._rows[field].pop(str(row.pk), None)
        self._names[field] = {name: key for name, key in self._names[field].items() if key != str(row.pk)}

    def is_gone(self, row: Any) -> bool:
        """The row goes with a project or goal that is removed."""
        return any(getattr(row, f"{field}_id", None) in gone for field, gone in self._removed.items())


def _goes_too(sheet: SheetKind, row: Any, goals: list[Any]) -> str:
    if sheet is GOALS:
        parts = [(row.indicators.count(), "个指标")]
    else:
        indicators = sum(goal.indicators.count() for goal in goals)
        parts = [(row.budget_lines.count(), "条预算明细"), (len(goals), "个目标"), (indicators, "个指标")]
    written = "、".join(f"{number}{unit}" for number, unit in parts if number)
    return f"同时删除其{written}。" if written else ""

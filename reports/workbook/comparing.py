"""What a line says, against what was written into the workbook and what stands there now."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from departments.forms.figures import FigureField

from . import values
from .columns import SheetKind
from .filling import Forms
from .lines import Line
from .plan import CellChange

_NAMES = ("name", "title", "project", "category")
"""Fields that a new row is called by."""


class Comparison:
    """Compares canonical texts; the forms of `scope` say how each field is read."""

    def __init__(self, forms: Forms) -> None:
        self.scope, self.template, self.shown = forms.scope, forms.template, forms.shown

    def mine(self, line: Line) -> dict[str, str]:
        """Every cell of the line."""
        fields = self.template(line.kind).fields
        return {name: values.canonical(fields[name], cell.text) for name, cell in line.cells.items()}

    def touched(self, line: Line, digests: Mapping[str, str] | None) -> list[str]:
        """Fields that differ from what was written into the workbook; all of them where nothing was."""
        mine = self.mine(line)
        return [x for x in mine if digests is None or values.digest(mine[x]) != digests.get(x)]

    def present(self, line: Line, row: Model, fields: list[str]) -> dict[str, str]:
        """The same fields of the row as it is now."""
        now = self.shown(line.kind, row)
        return {name: values.canonical(now.fields[name], values.shown(now, name)) for name in fields}

    def key(self, sheet: SheetKind, source: Line | Model) -> tuple[str, ...]:
        """By what a row without id is recognised."""
        if isinstance(source, Line):
            fields, cells = self.template(sheet).fields, source.cells
            return tuple(
                values.canonical(fields[name], cells[name].text if name in cells else "")
                for name in sheet.key
            )
        form = self.shown(sheet, source)
        return tuple(values.canonical(form.fields[name], values.shown(form, name)) for name in sheet.key)

    def change(self, line: Line, name: str, old: str, *, is_conflict: bool = False) -> CellChange:
        """One cell: what stands there, what the file says."""
        field: Any = self.template(line.kind).fields[name]
        new = values.canonical(field, line.cells[name].text)
        is_money = isinstance(field, FigureField) and field.is_money
        return CellChange(name, line.kind.label(name), line.place(name), old, new, is_conflict, is_money)

    def name(self, row: Any) -> str:
        """Budget lines are told apart by their project."""
        project = self.scope.projects.get(str(getattr(row, "project_id", "")))
        is_named = project is not None and hasattr(row, "spent")
        return values.name_of(project if is_named else row)

    def label(self, line: Line, row: Model | None = None) -> str:
        """The row as people call it."""
        if line.kind.name == "section":
            return self.scope.section_titles.get(line.ident, line.ident)
        if row is not None:
            return self.name(row)
        named = [line.cells[name] for name in _NAMES if name in line.cells]
        first = next((cell.text for cell in (*named, *line.cells.values()) if cell.text.strip()), "")
        return " ".join(first.split())[:60]

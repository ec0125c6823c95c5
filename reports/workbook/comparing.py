"""What a line says, against what was written into the workbook and what stands there now."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from departments.forms.entry import EntryForm, Scope

from . import values
from .columns import SheetKind
from .lines import Line
from .plan import CellChange


class Comparison:
    """Compares canonical texts; the forms of `scope` say how each field is read."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._templates: dict[str, EntryForm[Any]] = {}

    def template(self, sheet: SheetKind) -> EntryForm[Any]:
        """A form whose fields say how cells are compared; no row stands behind it."""
        if sheet.name not in self._templates:
            self._templates[sheet.name] = sheet.kind.form(scope=self.scope)
        return self._templates[sheet.name]

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
        now = line.kind.kind.form(instance=row, scope=self.scope)
        return {name: values.canonical(now.fields[name], values.shown(now, name)) for name in fields}

    def key(self, sheet: SheetKind, source: Line | Model) -> tuple[str, ...]:
        """By what a row without id is recognised."""
        if isinstance(source, Line):
            fields, cells = self.template(sheet).fields, source.cells
            return tuple(
                values.canonical(fields[name], cells[name].text if name in cells else "")
                for name in sheet.key
            )
        form = sheet.kind.form(instance=source, scope=self.scope)
        return tuple(values.canonical(form.fields[name], values.shown(form, name)) for name in sheet.key)

    def change(self, line: Line, name: str, old: str, *, is_conflict: bool = False) -> CellChange:
        """One cell: what stands there, what the file says."""
        new = values.canonical(self.template(line.kind).fields[name], line.cells[name].text)
        return CellChange(name, line.kind.label(name), line.place(name), old, new, is_conflict)

    def label(self, line: Line, row: Model | None = None) -> str:
        """The row as people call it."""
        if line.kind.name == "section":
            return self.scope.section_titles.get(line.ident, line.ident)
        if row is not None:
            return values.name_of(row)
        first = next((cell.text for cell in line.cells.values() if cell.text.strip()), "")
        return " ".join(first.split())[:60]

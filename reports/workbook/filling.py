"""Forms filled from lines as the pages fill them from a post; many new rows share one set of fields."""

import copy
from typing import Any

from departments.forms.entry import EntryForm, Scope

from .columns import SheetKind


class Forms:
    """Making a form copies its fields, which costs more than checking it: it is done once for each row."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._templates: dict[str, EntryForm[Any]] = {}
        self._blank: dict[str, dict[str, Any]] = {}
        self._shown: tuple[Any, EntryForm[Any]] | None = None

    def template(self, sheet: SheetKind) -> EntryForm[Any]:
        """A form whose fields say how cells are read; no row stands behind it."""
        if sheet.name not in self._templates:
            form = sheet.kind.form(scope=self.scope)
            self._templates[sheet.name] = form
            self._blank[sheet.name] = _values(form)
        return self._templates[sheet.name]

    def shown(self, sheet: SheetKind, row: Any) -> EntryForm[Any]:
        """The row as it is now; that of the last row is kept for `bound`."""
        if self._shown is None or self._shown[0] is not row:
            self._shown = row, sheet.kind.form(instance=row, scope=self.scope)
        return self._shown[1]

    def bound(self, sheet: SheetKind, row: Any, changes: dict[str, str]) -> EntryForm[Any]:
        """The form as the page would post it: the changes, everything else as it is now."""
        is_new = row.pk is None
        shown = self.template(sheet) if is_new else self.shown(sheet, row)
        present = self._blank[sheet.name] if is_new else _values(shown)
        form = copy.copy(shown)
        own = {"_errors": None, "_bound_fields_cache": {}, "initial": dict(shown.initial)}
        form.__dict__.update(own, data=present | changes, is_bound=True, instance=row)
        return form


def _values(form: EntryForm[Any]) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}

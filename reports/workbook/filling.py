"""Forms filled from lines as the pages fill them from a post; many new rows share one set of fields."""

import copy
from typing import Any

from departments.forms.entry import EntryForm, Scope

from .columns import SheetKind


class Forms:
    """Making a form copies its fields, which costs more than checking it: new rows take a shallow copy."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._templates: dict[str, EntryForm[Any]] = {}
        self._blank: dict[str, dict[str, Any]] = {}

    def template(self, sheet: SheetKind) -> EntryForm[Any]:
        """A form whose fields say how cells are read; no row stands behind it."""
        if sheet.name not in self._templates:
            form = sheet.kind.form(scope=self.scope)
            self._templates[sheet.name] = form
            self._blank[sheet.name] = _values(form)
        return self._templates[sheet.name]

    def bound(self, sheet: SheetKind, row: Any, changes: dict[str, str]) -> EntryForm[Any]:
        """The form as the page would post it: the changes, everything else as it is now."""
        if row.pk is not None:
            data = _values(sheet.kind.form(instance=row, scope=self.scope)) | changes
            return sheet.kind.form(data, instance=row, scope=self.scope)
        template = self.template(sheet)
        form = copy.copy(template)
        own = {"_errors": None, "_bound_fields_cache": {}, "initial": dict(template.initial)}
        form.__dict__.update(own, data=self._blank[sheet.name] | changes, is_bound=True, instance=row)
        return form


def _values(form: EntryForm[Any]) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}

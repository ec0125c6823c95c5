"""Two people wrote in one row: what the one typed beside what stands there now."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.forms import BoundField

from departments.editing import fingerprint
from departments.forms.entry import EntryForm
from departments.models import Assessment, AuditEvent

_LOOKED_AT = 100
"""Latest audit events searched for who changed the row."""


@dataclass(frozen=True)
class Difference:
    """One field that differs: what was typed, what stands there now."""

    label: str
    yours: str
    present: str


@dataclass(frozen=True)
class Conflict:
    """The row changed after the page was made; nothing was saved. `present` are its values by input name."""

    differences: tuple[Difference, ...]
    seen: str = ""
    present: str = "{}"
    is_gone: bool = False
    by: str = ""
    at: datetime | None = None

    @classmethod
    def gone(cls, form: EntryForm[Any]) -> "Conflict":
        """The row was deleted meanwhile."""
        filled = [x for x in form if x.name != "DELETE" and _shown(x, x.value())]
        return cls(tuple(Difference(str(x.label), _shown(x, x.value()), "") for x in filled), is_gone=True)

    @classmethod
    def between(cls, form: EntryForm[Any], present: Model | None, assessment: Assessment) -> "Conflict":
        """What was typed against the row as it is now."""
        if present is None:
            return cls.gone(form)
        fresh = type(form)(instance=present, prefix=form.prefix, scope=form.scope)
        event = last_change(assessment, present)
        return cls(
            differences=tuple(_differences(form, fresh)),
            seen=fingerprint(present),
            present=json.dumps({x.html_name: _plain(x.value()) for x in fresh if x.name != "DELETE"}),
            by=event.actor_name if event else "",
            at=event.at if event else None,
        )


def _differences(form: EntryForm[Any], fresh: EntryForm[Any]) -> list[Difference]:
    pairs = ((typed, fresh[typed.name]) for typed in form if typed.name != "DELETE")
    return [
        Difference(str(typed.label), _shown(typed, typed.value()), _shown(now, now.value()))
        for typed, now in pairs
        if _plain(typed.value()) != _plain(now.value())
    ]


def _plain(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _shown(field: BoundField, value: Any) -> str:
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return choices.get(_plain(value), _plain(value))


def last_change(assessment: Assessment, row: Model) -> AuditEvent | None:
    """Who last changed the row, as far as the audit record names it."""
    events = assessment.audit_events.filter(verb__in=("edit", "import")).order_by("-pk")[:_LOOKED_AT]
    name = str(row)
    return next((x for x in events if any(change.get("row") == name for change in x.changes)), None)

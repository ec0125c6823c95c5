"""Which fields an event changed, by the names that people know, kept beside the record.

An event that says its changes is found by their names, one that only wrote rows by the columns it altered.
"""

from collections.abc import Iterator

from django.apps import apps

from departments.models import AuditEvent, ChangedField, FieldChange
from departments.models.changed_field import LONGEST

from . import images

_COUNTERS = ("version", "updated_at")
"""Columns that move with every change and say nothing."""


def note(event: AuditEvent) -> None:
    """Keep the fields of a new event; the caller holds the chain, so nobody adds a name meanwhile."""
    names = names_of(event)
    if not names:
        return
    known = dict(ChangedField.objects.filter(name__in=names).values_list("name", "pk"))
    for name in names - known.keys():
        known[name] = ChangedField.objects.create(name=name).pk
    FieldChange.objects.bulk_create(
        FieldChange(event=event, at=event.at, field_id=known[name]) for name in sorted(names)
    )


def names_of(event: AuditEvent) -> set[str]:
    """What the event's fields are called."""
    said = {str(x["field"]) for x in event.changes if x.get("field")}
    return {name[:LONGEST] for name in said or _altered(event.rows)}


def _altered(rows: str) -> Iterator[str]:
    for image in images.read(rows):
        if image["old"] is None or image["new"] is None:
            continue
        fields = apps.get_model("departments", image["model"])._meta.concrete_fields
        labels = {field.attname: images.label(field) for field in fields}
        yield from (labels.get(name, name) for name in image["new"] if name not in _COUNTERS)

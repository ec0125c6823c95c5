"""Exact values of rows: as the database noted them, and as they stand there now, in one notation.

Amounts are decimal texts, times ISO 8601 in UTC, JSON its canonical text; blank, zero and nothing stay apart.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from departments.models.fields import ExactField

from .canonical import canonical_json
from .capture import HIDDEN, business_models

Image = dict[str, Any]
"""model, pk, old (None: new row), new (None: deleted row); of a changed row only what changed."""


def taken() -> str:
    """The rows written since the last event, in order, as canonical JSON; "" when there were none."""
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM departments_capturedrow RETURNING id, "table", "row", "old", "new"')
        noted = sorted(cursor.fetchall())
    kinds = business_models()
    images = [_image(kinds[table], pk, old, new) for _, table, pk, old, new in noted if table in kinds]
    return canonical_json(images) if images else ""


def are_pending() -> bool:
    """Whether rows were written that no event has taken yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM departments_capturedrow LIMIT 1")
        return cursor.fetchone() is not None


def read(rows: str) -> list[Image]:
    """The images of an event."""
    return json.loads(rows) if rows else []


def label(field: Any) -> str:
    """A column as people call it; a reference without a name of its own is called what it points to."""
    has_no_name = field.verbose_name == field.name.replace("_", " ")
    return str(
        field.related_model._meta.verbose_name if has_no_name and field.is_relation else field.verbose_name
    )


def _image(model: type[models.Model], pk: int, old: str | None, new: str | None) -> Image:
    before, after = (None if x is None else _exact_columns(model, json.loads(x)) for x in (old, new))
    if before is not None and after is not None:
        names = [name for name in after if before.get(name) != after[name]]
        before, after = ({name: side.get(name) for name in names} for side in (before, after))
    return {"model": model._meta.model_name, "pk": pk, "old": before, "new": after}


def _exact_columns(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    fields = {field.column: field for field in model._meta.concrete_fields}
    return {fields[x].attname: noted(fields[x], value) for x, value in columns.items() if x in fields}


def noted(field: Any, value: Any) -> Any:
    """A value as the trigger wrote it."""
    if value is None:
        return None
    if isinstance(field, ExactField):
        return format(Decimal(value).scaleb(-field.bounds.places), "f")
    if isinstance(field, models.BooleanField):
        return bool(value)
    if isinstance(field, models.JSONField):
        return canonical_json(json.loads(value) if connection.vendor == "sqlite" else value)
    if isinstance(field, models.DateTimeField):
        return _utc(datetime.fromisoformat(value))
    return value


def present(row: models.Model) -> dict[str, Any]:
    """The row as it stands now."""
    hidden = HIDDEN.get(row._meta.model_name or "", ())
    return {
        field.attname: _present(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in hidden
    }


def _present(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, ExactField):
        return format(Decimal(value).quantize(Decimal(1).scaleb(-field.bounds.places)), "f")
    if isinstance(field, models.JSONField):
        return canonical_json(value)
    if isinstance(value, datetime):
        return _utc(value)
    return (
        value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(field, models.FileField)
        else value
    )


def _utc(at: datetime) -> str:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def present_rows() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Every row of every table that is noted: model, key, values."""
    for model in business_models().values():
        for row in model._default_manager.order_by("pk").iterator(500):
            yield str(model._meta.model_name), row.pk, present(row)

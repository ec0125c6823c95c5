"""What goes when a row is deleted: it and everything below it, each with its values for the audit record."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from .audit import Change


def remove(row: models.Model) -> list[Change]:
    """Delete the row and what hangs on it; every removed row with its values."""
    changes = removal(row)
    row.delete()
    return changes


def removal(row: models.Model) -> list[Change]:
    """The row itself, then every row that goes with it."""
    return [_removed(x) for x in _with_children(row)]


def _removed(row: models.Model) -> Change:
    return {"row": str(row), "field": "整行", "old": values_of(row), "new": None}


def _with_children(row: models.Model) -> Iterator[models.Model]:
    yield row
    for relation in row._meta.related_objects:
        if relation.one_to_many and relation.on_delete is models.CASCADE:
            for child in relation.related_model._default_manager.filter(**{relation.field.name: row}):
                yield from _with_children(child)


def values_of(row: Any) -> str:
    """“支出类别：项目支出；全年执行数（元）：100.00”: what people filled in, as they read it."""
    filled = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        if field.primary_key or field.name in ("assessment", "order") or value in (None, "", {}):
            continue
        shown = getattr(row, f"get_{field.name}_display", lambda value=value: value)()
        filled.append(f"{field.verbose_name}：{shown}")
    return "；".join(filled)

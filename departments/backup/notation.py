"""How a value of a column is written in an archive: the same text for the same value on either database."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from departments.audit import canonical_json

Convert = Callable[[Any], Any]
_AS_IT_IS = (
    "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
    "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField", "CharField", "TextField",
    "SlugField", "URLField", "EmailField", "FileField", "GenericIPAddressField",
)  # fmt: skip


class NotPortable(Exception):
    """A column of a kind that this module cannot write the same way on both databases."""


def kind_of(field: Any) -> str:
    """Django's name of the column's type; a foreign key has that of the key it points to."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return str(field.get_internal_type())


def writer(field: Any) -> Convert | None:
    """Value as the database gives it → value in the archive; None: no change. Raises NotPortable."""
    kind = kind_of(field)
    if kind in _AS_IT_IS:
        return None
    if kind not in _WRITE:
        raise NotPortable(f"{field}: {kind}")
    return _WRITE[kind]


def reader(field: Any, operations: Any) -> Convert | None:
    """Value in the archive → parameter of an INSERT by these database operations; None: no change."""
    match kind_of(field):
        case "DateTimeField":
            return lambda text: operations.adapt_datetimefield_value(datetime.fromisoformat(text))
        case "BinaryField":
            return base64.b64decode
        case "UUIDField" if operations.connection.vendor == "sqlite":
            return lambda text: UUID(text).hex
    return None


def _time(value: datetime) -> str:
    """SQLite keeps UTC without saying so."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _day(value: date) -> str:
    return value.isoformat()


def _document(value: str) -> str:
    """JSON stays a text inside the archive, so that no value and the value null stay apart."""
    return canonical_json(json.loads(value))


def _bytes(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode()


def _uuid(value: Any) -> str:
    return str(value if isinstance(value, UUID) else UUID(value))


_WRITE: dict[str, Convert] = {
    "BooleanField": bool,
    "DateTimeField": _time,
    "DateField": _day,
    "JSONField": _document,
    "BinaryField": _bytes,
    "UUIDField": _uuid,
}

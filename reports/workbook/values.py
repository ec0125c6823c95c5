"""Between a form's values and cells: the same value always gives the same text."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model

from departments.forms.entry import EntryForm
from departments.forms.figures import FigureField
from departments.forms.measures import MeasureField
from departments.forms.rows import RowField
from departments.scoring.measures import Measure
from departments.scoring.numbers import NumberError, read_number
from departments.scoring.rounding import plain

from ..reading.cleaning import clean

UNKNOWN = "?"
"""Begins the value of a name nobody knows, so that it is never taken for a key."""


def name_of(row: Any) -> str:
    """A row as cells and lists name it: on one line."""
    return " ".join(clean(str(row)).split())


def names_of(rows: Mapping[str, Model]) -> dict[str, str]:
    """Key → name; the second of the same name is told apart by its number."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key, row in rows.items():
        name, number = name_of(row), 2
        names[key] = name
        while names[key] in taken:
            names[key], number = f"{name}〔{number}〕", number + 1
        taken.add(names[key])
    return names


def shown(form: EntryForm[Any], name: str) -> str | Decimal:
    """The present value of a field as its cell holds it."""
    field = form.fields[name]
    return _shown(field, form.get_initial_for_field(field, name))


def _shown(field: forms.Field, value: Any) -> str | Decimal:
    if isinstance(field, RowField):
        return names_of(field.rows).get(_key_in(field.rows, value), "")
    if isinstance(field, forms.ChoiceField):
        return labels(field).get(str(value or ""), "")
    if isinstance(value, Measure):
        is_plain = value.number is not None and plain(value.number) == value.text
        return _figure(value.number) if is_plain and value.number is not None else value.text
    if isinstance(value, Decimal):
        return _figure(value)
    if isinstance(value, date):
        return value.isoformat()
    return clean(str(value or "")).strip()


def _key_in(rows: Mapping[str, Model], value: Any) -> str:
    return next((key for key, row in rows.items() if row is value or (row.pk and row == value)), "")


def _figure(value: Decimal) -> str | Decimal:
    """As a number where Excel can hold it exactly, else as text."""
    return value if Decimal(repr(float(value))) == value else plain(value)


def labels(field: forms.ChoiceField) -> dict[str, str]:
    choices: Any = field.choices
    return {str(key): str(label) for key, label in choices if str(key)}


def canonical(field: forms.Field, value: str | Decimal) -> str:
    """What is compared: 1,234.50 and 1234.5 are the same, so are “——” and blank."""
    text = plain(value) if isinstance(value, Decimal) else clean(value).strip()
    if isinstance(field, FigureField):
        try:
            number = read_number(text, field.bounds)
        except NumberError:
            return text
        return "" if number is None else plain(number)
    if isinstance(field, MeasureField):
        return _measure(field, text)
    if isinstance(field, forms.ChoiceField):
        name = " ".join(text.split())
        return "" if name in ("——", _blank_label(field)) else name
    return text


def _measure(field: MeasureField, text: str) -> str:
    """As it would be kept: ９５ is 95."""
    try:
        return str(field.clean(text) or "")
    except forms.ValidationError:
        return text


def _blank_label(field: forms.ChoiceField) -> str:
    return field.blank_label if isinstance(field, RowField) else "——"


def posted(field: forms.Field, text: str, names: Mapping[str, str]) -> str:
    """What the page would post for this cell; `names` are the keys of rows by name."""
    if isinstance(field, RowField):
        name = canonical(field, text)
        return names.get(name, f"{UNKNOWN}{name}") if name else ""
    if isinstance(field, forms.ChoiceField):
        label = canonical(field, text)
        return next((key for key, shown in labels(field).items() if shown == label), label)
    return text


def digest(text: str) -> str:
    """A short hash of a canonical value, for the hidden sheet."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def digests(form: EntryForm[Any], fields: Iterable[str]) -> dict[str, str]:
    """The hashes of a row as it is now."""
    return {name: digest(canonical(form.fields[name], shown(form, name))) for name in fields}

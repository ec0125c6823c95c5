"""The tables, rebuilt from the audit record alone, and where the database differs from them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from departments.models import AuditEvent

from . import images
from .verifying import Break

State = dict[tuple[str, int], dict[str, Any]]
"""(model, key) → values of its columns."""


def replayed() -> State:
    """Every row as the events left it."""
    state: State = {}
    for rows in (
        AuditEvent.objects.exclude(rows="").order_by("pk").values_list("rows", flat=True).iterator(500)
    ):
        for image in images.read(rows):
            _apply(state, image)
    return state


def _apply(state: State, image: images.Image) -> None:
    key = (image["model"], image["pk"])
    if image["new"] is None:
        state.pop(key, None)
    else:
        state[key] = state.get(key, {}) | image["new"]


def differences() -> Iterator[Break]:
    """Rows of the database that are not as the record says; rows it never saw are counted by table."""
    state, unseen = replayed(), Counter[str]()
    for model, pk, values in images.present_rows():
        known = state.pop((model, pk), None)
        if known is None:
            unseen[model] += 1
            continue
        for name in known.keys() & values.keys():
            if known[name] != values[name]:
                yield Break(
                    None, f"{_called(model, pk)}的{_label(model, name)}", str(values[name]), str(known[name])
                )
    for model, pk in state:
        yield Break(None, _called(model, pk), "没有这一行", "有这一行")
    for model, count in unseen.items():
        yield Break(None, _called(model), f"{count}行没有产生的记录", "每一行都有")


def _called(model: str, pk: int | str = "") -> str:
    return f"{apps.get_model('departments', model)._meta.verbose_name}{pk}"


def _label(model: str, name: str) -> str:
    """What people call the column."""
    fields = apps.get_model("departments", model)._meta.concrete_fields
    return next((str(x.verbose_name) for x in fields if x.attname == name), name)

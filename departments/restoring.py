"""Putting rows back as they were: only while nobody has changed them since."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models, transaction

from . import audit
from .audit import Change
from .editing import BASICS, fingerprint, lock
from .models import Assessment, BudgetLine, SourcedLine, User

Kept = dict[str, Any]
"""One row: model, pk, what it was before (None: it did not exist), its state after the change."""


class ChangedSince(Exception):
    """Rows that somebody changed after the import; nothing was put back."""

    def __init__(self, rows: list[str]) -> None:
        self.rows = rows
        super().__init__("、".join(rows))


def with_children(row: models.Model) -> Iterator[models.Model]:
    """The row and everything that goes when it is deleted, parents first."""
    yield row
    if isinstance(row, Assessment):
        return
    for relation in row._meta.related_objects:
        if relation.one_to_many and relation.on_delete is models.CASCADE:
            for child in relation.related_model._default_manager.filter(**{relation.field.name: row}):
                yield from with_children(child)


def before(row: models.Model) -> Kept:
    """A row as it is, to be put back later."""
    kept = {"model": row._meta.label, "pk": row.pk, "label": str(row)[:200], "links": _links(row)}
    if isinstance(row, Assessment):
        return kept | {"row": {name: row.serializable_value(name) for name in BASICS} | _date(row)}
    return kept | {"row": json.loads(serializers.serialize("json", [row]))[0]}


def _date(row: Assessment) -> dict[str, Any]:
    return {"filled_on": row.filled_on.isoformat() if row.filled_on else None}


def added(row: models.Model) -> Kept:
    """A row that did not exist before."""
    return {"model": row._meta.label, "pk": row.pk, "label": str(row)[:200], "links": {}, "row": None}


def after(kept: Sequence[Kept]) -> list[Kept]:
    """The same rows with the state they have now."""
    return [item | {"after": _state(item)} for item in kept]


def _links(row: models.Model) -> dict[str, list[int]]:
    """Files and the like that are tied to the row from the other side."""
    return {
        relation.get_accessor_name() or "": sorted(
            getattr(row, relation.get_accessor_name() or "").values_list("pk", flat=True)
        )
        for relation in row._meta.related_objects
        if relation.many_to_many
    }


def _present(item: Kept) -> models.Model | None:
    row: models.Model | None = apps.get_model(item["model"])._default_manager.filter(pk=item["pk"]).first()
    return row


def _state(item: Kept) -> str:
    """Of the row and what is tied to it; "" when it does not exist."""
    row = _present(item)
    return "" if row is None else audit.canonical_sha256([fingerprint(row), _links(row)])


@transaction.atomic
def restore(assessment: Assessment, kept: Sequence[Kept], *, by: User | None, what: str) -> None:
    """Put the rows back, all or none, with one audit event. Raises ChangedSince."""
    locked = lock(assessment, by=by)
    if changed := [item["label"] for item in kept if _state(item) != item["after"]]:
        raise ChangedSince(changed)
    if later := list(_added_since(kept)):
        raise ChangedSince(later)
    changes = [change for item in kept if (change := _change(item))]
    for item in reversed(kept):
        if item["row"] is None and (row := _present(item)):
            row.delete()
    for item in kept:
        if item["row"] is not None:
            _put_back(item)
    locked.refresh_from_db()
    locked.version += 1
    locked.save(update_fields=["version", "updated_at"])
    audit.record("edit", by=by, target=what, assessment=locked, changes=changes)


def _added_since(kept: Iterable[Kept]) -> Iterator[str]:
    """Rows below the added ones that the import neither added nor moved there, the treasury's figures too."""
    known = {(item["model"], item["pk"]) for item in kept}
    for item in kept:
        row = _present(item) if item["row"] is None else None
        for child in with_children(row) if row else ():
            if (child._meta.label, child.pk) not in known:
                yield str(child)
            if isinstance(child, BudgetLine) and SourcedLine.objects.filter(line=child.pk).exists():
                yield f"{child}（已有财政数据）"


def _change(item: Kept) -> Change | None:
    """In words: what came back, what went."""
    if item["row"] is None:
        return {"row": item["label"], "field": "整行", "old": item["label"], "new": None}
    row = _present(item)
    if row is None:
        return {"row": item["label"], "field": "整行", "old": None, "new": item["label"]}
    values = item["row"].get("fields", item["row"])
    now = before(row)["row"]
    present = now.get("fields", now)
    names = [name for name in values if values[name] != present[name]]
    old, new = ("；".join(f"{x}={side[x]}" for x in names) for side in (present, values))
    return {"row": item["label"], "field": "恢复", "old": old, "new": new} if names else None


def _put_back(item: Kept) -> None:
    if "fields" not in item["row"]:
        apps.get_model(item["model"])._default_manager.filter(pk=item["pk"]).update(**item["row"])
        return
    for saved in serializers.deserialize("json", json.dumps([item["row"]])):
        saved.save()
        for name, pks in item["links"].items():
            getattr(saved.object, name).set(pks)

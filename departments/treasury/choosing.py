"""What the department decides about the treasury's figures: depart from them for a reason, or take them."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from departments import audit, editing
from departments.models import Assessment, SourcedLine, User
from departments.models.sourced_line import AMOUNTS

from .taking import label_of

TAKE, KEEP = "take", "keep"
Seen = Mapping[int, str]
"""`digest` of each line as the person saw it when choosing."""


class Changed(Exception):
    """What is to be chosen from is not what the person saw; nothing has been written."""


def of(assessment: Assessment) -> QuerySet[SourcedLine]:
    """Every line of the self-assessment that the treasury knows."""
    rows = SourcedLine.objects.filter(line__assessment=assessment).select_related("line__project")
    return rows.order_by("line__order", "line__pk")


def waiting(assessment: Assessment) -> QuerySet[SourcedLine]:
    """Those that wait for a choice: other figures now, or no longer there."""
    return of(assessment).filter(~Q(offered={}) | Q(is_gone=True))


@transaction.atomic
def depart(assessment: Assessment, pk: int, reason: str, *, by: User) -> SourcedLine:
    """Let the department write its own figures in the line, for a reason; "" goes back to the treasury's."""
    locked = editing.lock(assessment, by=by)
    row = _one(locked, pk)
    changes = [audit.change(row.line, "改用填报数的理由", row.reason or None, reason or None)]
    if not reason:
        for name in AMOUNTS:
            changes += _set(row, name, getattr(row, name))
    row.reason = reason
    row.line.save(update_fields=AMOUNTS)
    row.save()
    editing.finish(locked, "budget", changes, by=by)
    return row


def _set(row: SourcedLine, name: str, value: object) -> list[audit.Change]:
    before = getattr(row.line, name)
    if value is None or value == before:
        return []
    setattr(row.line, name, value)
    return [audit.change(row.line, label_of(name), before, value)]


def digest(row: SourcedLine) -> str:
    """What the choice is between: the figures written here, those offered, and whether the line is gone."""
    mine = [_text(getattr(row.line, name)) for name in AMOUNTS]
    offered = [_text(row.offer(name)) for name in AMOUNTS]
    return audit.canonical_sha256([mine, offered, row.is_gone])


def _text(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:.2f}"


@transaction.atomic
def choose(
    assessment: Assessment, choices: Mapping[int, str], seen: Seen, reason: str, *, by: User
) -> list[SourcedLine]:
    """Of each chosen line the treasury's new figures, or one's own for a reason. Raises Changed."""
    locked = editing.lock(assessment, by=by)
    rows = {x.pk: x for x in waiting(locked).filter(pk__in=choices)}
    if any(pk not in rows or digest(rows[pk]) != seen.get(pk) for pk in choices):
        raise Changed
    changes: list[audit.Change] = []
    done = []
    for pk, choice in choices.items():
        row = rows[pk]
        changes += _take(row) if choice == TAKE else _keep(row, reason)
        done.append(row)
    editing.finish(locked, "budget", changes, by=by)
    return done


def _one(assessment: Assessment, pk: int) -> SourcedLine:
    row = of(assessment).filter(pk=pk).first()
    if row is None:
        raise PermissionDenied
    return row


def _take(row: SourcedLine) -> list[audit.Change]:
    changes: list[audit.Change] = [audit.change(row.line, "财政数据", "待选", "采用")]
    if row.is_gone:
        changes.append(audit.change(row.line, "整行", str(row.line), None))
        row.line.delete()
        return changes
    for name in AMOUNTS:
        if (value := row.offer(name)) is not None:
            changes += _set(row, name, value)
            setattr(row, name, value)
    row.offered, row.reason = {}, ""
    row.line.save(update_fields=AMOUNTS)
    row.save()
    return changes


def _keep(row: SourcedLine, reason: str) -> list[audit.Change]:
    """The new figures are known and departed from; a line that is gone belongs to the department now."""
    changes = [audit.change(row.line, "财政数据", "待选", f"保留填报数：{reason}")]
    if row.is_gone:
        row.delete()
        return changes
    for name in AMOUNTS:
        if (value := row.offer(name)) is not None:
            setattr(row, name, value)
    row.offered, row.reason = {}, reason
    row.save()
    return changes

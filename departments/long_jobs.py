"""Jobs without a file: what would take one request too long, done in the background with the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from . import batch_events
from .models import Batch, BatchItem, User

State, Step = BatchItem.State, BatchItem.Step
Tell = Callable[[int, int], None]
"""Takes how many of how many."""
Kind = Batch.Kind
UNITS = {
    Kind.ISSUE: "个部门", Kind.TREASURY_PREVIEW: "行", Kind.TREASURY: "行",
    Kind.ENROLMENT_PREVIEW: "行", Kind.ENROLMENT: "项",
}  # fmt: skip
"""What they count."""
_wakers: list[Callable[[int], None]] = []


@transaction.atomic
def start(
    kind: Batch.Kind, wholes: Sequence[int], *, selection: str, options: dict[str, Any], by: User
) -> Batch:
    """A new job without a file: one item for each number of rows or departments, and its end."""
    batch = Batch.objects.create(kind=kind, selection=selection[:500], options=options, requested_by=by)
    items = [BatchItem(batch=batch, number=number, whole=whole) for number, whole in enumerate(wholes, 1)]
    items.append(BatchItem(batch=batch, number=len(items) + 1, step=Step.ARCHIVE))
    BatchItem.objects.bulk_create(items, batch_size=500)
    known = f"{sum(wholes)}{UNITS[kind]}" if sum(wholes) else ""  # nobody has read the file yet
    batch_events.record("batch_start", batch, by=by, reason=known)
    for wake in _wakers:
        wake(len(wholes))
    return batch


def wake_with(wake: Callable[[int], None]) -> None:
    """How workers are told that there are so many items; called once, when the program starts."""
    if wake not in _wakers:
        _wakers.append(wake)


def open_ones(kind: Batch.Kind, **options: Any) -> QuerySet[Batch]:
    """Jobs of a kind with these options on which work goes on."""
    asked = {f"options__{name}": value for name, value in options.items()}
    return Batch.objects.filter(kind=kind, cancelled_at=None, finished_at=None, **asked)


@dataclass(frozen=True)
class Told:
    """What a job without a file did, in words, "" where it says no more than how many; `left` is the button

    that leads to what its starter has to do first, "" where nothing is in the way.
    """

    words: str = ""
    left: str = ""


def told_of(batch: Batch) -> Told:
    """As its first part told it."""
    found = batch.items.filter(step=Step.PART, state=State.DONE).values_list("files", flat=True).first()
    return Told(found[0].get("told", ""), found[0].get("left", "")) if found else Told()


def unheard(reached: int, whole: int) -> None:
    """A `Tell` where nobody waits for how far it is."""

"""批量任务: start one, take it up again where it failed, cancel it, count how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from . import batch_events
from .models import Batch, BatchItem, User

State, Step = BatchItem.State, BatchItem.Step
MOST = 20_000
"""Departments of one job."""


@dataclass(frozen=True)
class Progress:
    """How many parts there are in each state, and how the archive is."""

    waiting: int
    running: int
    done: int
    failed: int
    archive: str
    reached: int = 0
    whole: int = 0
    """Rows or departments of a job without a file."""

    @property
    def total(self) -> int:
        return self.waiting + self.running + self.done + self.failed

    @property
    def settled(self) -> int:
        """Parts nobody has to touch again."""
        return self.done + self.failed

    @property
    def percent(self) -> int:
        """100 only when everything is settled."""
        if self.whole and self.settled < self.total:
            return min(99, self.reached * 100 // self.whole)
        return self.settled * 100 // self.total if self.total else 0


@transaction.atomic
def start(
    kind: Batch.Kind, parts: Iterable[tuple[int, int | None]], *, selection: str,
    options: dict[str, Any], by: User,
) -> Batch:  # fmt: skip
    """A new job with one item for each part, keys of self-assessment and submission, and the archive."""
    batch = Batch.objects.create(kind=kind, selection=selection[:500], options=options, requested_by=by)
    items = [
        BatchItem(batch=batch, number=number, assessment_id=assessment, submission_id=submission)
        for number, (assessment, submission) in enumerate(parts, 1)
    ]
    items.append(BatchItem(batch=batch, number=len(items) + 1, step=Step.ARCHIVE))
    BatchItem.objects.bulk_create(items, batch_size=500)
    batch_events.record("batch_start", batch, by=by, reason=f"{len(items) - 1}个部门")
    return batch


@transaction.atomic
def retry(batch: Batch, *, item: int | None = None, by: User) -> int:
    """Failed items wait again, all or the one of this key, and the archive after them. How many.

    Who packs the archive just now would pack it without them, so it is taken away from them.
    """
    locked = _mine(batch, by=by)
    if locked.cancelled_at:
        return 0
    failed = locked.items.filter(state=State.FAILED)
    chosen = failed.filter(Q(pk=item) | Q(step=Step.ARCHIVE)) if item else failed
    count = int(chosen.update(state=State.WAITING, attempts=0, error="", key=""))
    if count:
        archive = locked.items.filter(step=Step.ARCHIVE, state__in=(State.DONE, State.RUNNING))
        archive.update(state=State.WAITING, attempts=0, key="", lease_until=None)
        Batch.objects.filter(pk=locked.pk).update(finished_at=None)
        batch_events.record("batch_retry", locked, by=by, reason=f"{count}项")
    return count


@transaction.atomic
def cancel(batch: Batch, *, by: User) -> bool:
    """What is being made is finished and kept for the next job; nothing more is begun."""
    locked = _mine(batch, by=by)
    if not locked.is_open:
        return False
    Batch.objects.filter(pk=locked.pk).update(cancelled_at=timezone.now())
    batch_events.record("batch_cancel", locked, by=by)
    return True


def _mine(batch: Batch, *, by: User) -> Batch:
    """The row, locked. Raises PermissionDenied for who did not start it."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.requested_by_id != by.pk:
        raise PermissionDenied
    return locked


def visible(user: User) -> QuerySet[Batch]:
    """One's own jobs."""
    return Batch.objects.filter(requested_by=user)


def counted(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """With `parts`, `settled` and `failures`, in one query."""
    part = Q(items__step=Step.PART)
    return batches.order_by("-pk").annotate(
        parts=Count("items", filter=part),
        settled=Count("items", filter=part & Q(items__state__in=(State.DONE, State.FAILED))),
        failures=Count("items", filter=Q(items__state=State.FAILED)),
    )


def progress(batch: Batch) -> Progress:
    """Counted from the items."""
    found = batch.items.order_by().values_list("step", "state").annotate(Count("pk"))
    counts = {(step, state): number for step, state, number in found}
    archive = next((state for step, state in counts if step == Step.ARCHIVE), State.WAITING)
    parts = {str(state): counts.get((Step.PART, state), 0) for state in State}
    rows = batch.items.aggregate(reached=Sum("reached"), whole=Sum("whole"))
    return Progress(**parts, archive=str(archive), **{name: rows[name] or 0 for name in rows})


def failures(batch: Batch) -> QuerySet[BatchItem]:
    """What could not be made, with the reason."""
    rows = batch.items.filter(state=State.FAILED).select_related("assessment__department")
    return rows.order_by("number")


def archive_of(batch: Batch) -> dict[str, Any] | None:
    """The file of the job: name, stored, size, sha256; None until there is one."""
    files = batch.items.filter(step=Step.ARCHIVE).values_list("files", flat=True).first()
    return files[0] if files else None


def is_late(batch: Batch) -> bool:
    """Whether somebody should have begun by now."""
    return batch.requested_at < timezone.now() - timedelta(minutes=1)


def call_due(batch: Batch, every: timedelta) -> bool:
    """True, once in so long, for a job that waits: the message that was to start it may be lost."""
    now = timezone.now()
    overdue = Q(called_at=None, requested_at__lt=now - every) | Q(called_at__lt=now - every)
    return bool(Batch.objects.filter(overdue, pk=batch.pk).update(called_at=now))


def waiting() -> tuple[int, float]:
    """Items that wait in all jobs together, and for how many seconds the oldest job has been waiting."""
    ready = BatchItem.objects.filter(state=State.WAITING, batch__cancelled_at=None)
    found = ready.aggregate(number=Count("pk"), since=Min("batch__requested_at"))
    since = found["since"]
    return found["number"], (timezone.now() - since).total_seconds() if since else 0.0


def are_open() -> bool:
    """Whether any job is to be worked on."""
    left = BatchItem.objects.filter(batch=OuterRef("pk"), state__in=(State.WAITING, State.RUNNING))
    return Batch.objects.filter(Exists(left), cancelled_at=None).exists()

"""Items of a job: taken by compare-and-swap, held by a lease, settled by who still holds them.

Whoever is killed loses what they held when the lease is over; what they did of it is found again by its
content, so doing an item twice makes nothing twice.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from . import batch_events
from .models import Batch, BatchItem

State, Step = BatchItem.State, BatchItem.Step
MOST_ATTEMPTS = 3
"""An item whose worker died so often is not tried again by itself."""
KILLED = f"处理时后台进程被终止{MOST_ATTEMPTS}次（可能内存不足），请联系运维人员查看日志后重试。"


class Lost(Exception):
    """Somebody else holds the item by now."""


def claim() -> BatchItem | None:
    """The next item, now held by the caller; None when there is nothing to do at present."""
    while found := _next():
        if found["attempts"] >= MOST_ATTEMPTS and found["state"] == State.RUNNING:
            _settle(_held(found), state=State.FAILED, error=KILLED)
        elif item := _take(found):
            return item
    return None


def _next() -> dict[str, Any] | None:
    """First come the first items of every job, so a small job does not wait for a large one."""
    rows = _claimable(timezone.now()).order_by("number", "pk")
    found = rows.values("pk", "state", "key", "attempts").first()
    return dict(found) if found else None


def _claimable(now: datetime) -> QuerySet[BatchItem]:
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now)
    unsettled = _unsettled().filter(batch=OuterRef("batch"))
    return BatchItem.objects.filter(free, batch__cancelled_at=None).exclude(
        Q(step=Step.ARCHIVE) & Q(Exists(unsettled))
    )


def _unsettled() -> QuerySet[BatchItem]:
    """Parts without which no archive is whole."""
    return BatchItem.objects.filter(step=Step.PART, state__in=(State.WAITING, State.RUNNING))


def _held(found: dict[str, Any]) -> QuerySet[BatchItem]:
    return BatchItem.objects.filter(pk=found["pk"], state=found["state"], key=found["key"])


def _take(found: dict[str, Any]) -> BatchItem | None:
    """None when another worker was quicker."""
    key = secrets.token_hex(16)
    taken = _held(found).update(
        state=State.RUNNING, key=key, lease_until=_until(), attempts=F("attempts") + 1, error=""
    )
    if not taken:
        return None
    rows = BatchItem.objects.select_related("batch__requested_by", "assessment__department")
    return rows.get(pk=found["pk"])


def _until() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)


def renew(item: BatchItem, *, using: str = "default", **reached: int) -> None:
    """Hold it for another lease, and say how far it is. Raises Lost, also when the job was cancelled."""
    rows = BatchItem.objects.using(using)
    mine = rows.filter(pk=item.pk, state=State.RUNNING, key=item.key, batch__cancelled_at=None).values("pk")
    if not rows.filter(pk__in=mine).update(lease_until=_until(), **reached):
        raise Lost


def keep(item: BatchItem) -> None:
    """What the caller's transaction did may stay: the item is still held. Raises Lost.

    The job is locked until the transaction ends, so that it is cancelled before that or after.
    """
    locked = Batch.objects.select_for_update().get(pk=item.batch_id)
    if locked.cancelled_at or not _of(item).exists():
        raise Lost


def done(item: BatchItem, files: list[dict[str, Any]]) -> bool:
    """Settle it with its results; False when somebody else holds it by now."""
    return _settle(_of(item), state=State.DONE, files=files, reached=F("whole"))


def failed(item: BatchItem, reason: str) -> bool:
    """Settle it with the reason it could not be done."""
    return _settle(_of(item), state=State.FAILED, error=reason or "没有说明原因")


def _of(item: BatchItem) -> QuerySet[BatchItem]:
    return BatchItem.objects.filter(pk=item.pk, state=State.RUNNING, key=item.key)


@transaction.atomic
def _settle(held: QuerySet[BatchItem], **values: Any) -> bool:
    """With the archive the job is finished, and that is recorded."""
    row = held.select_related("batch").first()
    if row is None or (row.step == Step.ARCHIVE and not _is_whole(row.batch)):
        return False
    if not held.update(lease_until=None, finished_at=timezone.now(), **values):
        return False
    if row.step == Step.ARCHIVE:
        _finish(row.batch, values)
    return True


def _is_whole(batch: Batch) -> bool:
    """Whether every part is settled, and stays so: the job is locked before its items, as a retry does."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    return not _unsettled().filter(batch=locked).exists()


def _finish(batch: Batch, values: dict[str, Any]) -> None:
    if not Batch.objects.filter(pk=batch.pk, cancelled_at=None).update(finished_at=timezone.now()):
        return
    bad = batch.items.filter(step=Step.PART, state=State.FAILED).count()
    files = values.get("files")
    told = f"SHA-256 {files[0]['sha256']}" if files else f"打包失败：{values.get('error', '')}"
    told = told if batch.makes_file else "已结束"
    batch_events.record("batch_finish", batch, by=None, reason=f"{told}；未完成{bad}个")


def next_expiry() -> datetime | None:
    """When the first item that somebody holds will be anybody's; None when nobody holds any."""
    held = BatchItem.objects.filter(state=State.RUNNING, batch__cancelled_at=None)
    return held.order_by("lease_until").values_list("lease_until", flat=True).first()

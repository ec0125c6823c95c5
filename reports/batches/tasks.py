"""The task of workers: take items one after the other until there are none, or until it is another's turn.

A message says only that there is something to do. What there is, the rows of the jobs say, so a message that
is lost, comes twice or comes late changes nothing.
"""

import logging
import time
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task

from departments import batch_items, batches
from departments.models import BatchItem

from ..formats.pdf import NotDrawn
from .making import Unmakeable, make

SLICE = 20.0
"""Seconds after which a worker puts itself at the end of the queue."""
MOST_CALLS = 8
"""Workers that one job calls at most."""
_log = logging.getLogger("perfeval.batches")


@task()
def work() -> int:
    """Carry out items for a while; how many."""
    began, count = time.monotonic(), 0
    while time.monotonic() - began < SLICE:
        item = batch_items.claim()
        if item is None:
            _come_back()
            return count
        carry_out(item)
        count += 1
    work.enqueue()
    return count


def _come_back() -> None:
    """Items that others hold are to be done even if those others are killed."""
    if expiry := batch_items.next_expiry():
        later = max(expiry, timezone.now()) + timedelta(seconds=1)
        work.using(run_after=later).enqueue()


def call(items: int) -> None:
    """Wake as many workers as there is work for."""
    for _ in range(min(items, MOST_CALLS)):
        work.enqueue()


def resume() -> None:
    """A worker begins: whatever was left is taken up again."""
    if batches.are_open():
        call(1)


def carry_out(item: BatchItem) -> None:
    """Make what the item is about and settle it, whatever comes of it."""
    before = _stored(item.files)
    try:
        files = make(item)
    except batch_items.Lost:
        return
    except (Unmakeable, NotDrawn) as refusal:
        batch_items.failed(item, str(refusal))
    except Exception as error:
        _log.exception("item %s of job %s", item.number, item.batch_id)
        batch_items.failed(item, f"生成时出错（{type(error).__name__}），详情已记入日志，可以重试。")
    else:
        _forget(before if batch_items.done(item, files) else _stored(files))


def _stored(files: list[dict[str, str]]) -> list[str]:
    return [file["stored"] for file in files if file.get("stored")]


def _forget(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)

"""The task of workers. A message says only that something may wait; the rows say what."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from . import delivering


@task()
def deliver() -> int:
    """Send what is due, and come back for what failed; how many were taken."""
    sent = delivering.deliver_due()
    at = delivering.next_due() if sent.delivered or sent.failed else None  # else another worker sees to it
    if at:
        deliver.using(run_after=max(at, timezone.now()) + timedelta(seconds=1)).enqueue()
    return sent.delivered


def resume() -> None:
    """A worker begins: what was left waiting is taken up again."""
    if delivering.next_due():
        deliver.enqueue()

"""Long work on one item: the lease is renewed while it goes on, and lost when the job is cancelled."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections

from departments import batch_items
from departments.models import BatchItem


def renewing(item: BatchItem) -> Callable[[], None]:
    """To be called often; renews the lease a few times before it would end. Raises batch_items.Lost."""
    renewed = time.monotonic()

    def tick() -> None:
        nonlocal renewed
        if time.monotonic() - renewed > settings.LEASE_SECONDS / 4:
            batch_items.renew(item)
            renewed = time.monotonic()

    return tick


EVERY = 1.0
"""Seconds between two words about how far it is."""
_BESIDE = "beside"


@contextmanager
def telling(item: BatchItem) -> Iterator[Callable[[int, int], None]]:
    """To be called often with how many of how many; people see it, and the lease goes on.

    What a transaction writes nobody sees before its end, so on PostgreSQL a second connection says it.
    SQLite has one writer at a time: there it is seen between transactions. Raises batch_items.Lost.
    """
    using, last = _beside(item), 0.0

    def tell(reached: int, whole: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            batch_items.renew(item, using=using, reached=reached, whole=whole)
            last = time.monotonic()

    try:
        yield tell
    finally:
        if using == _BESIDE:
            connections[_BESIDE].close()
            del connections[_BESIDE]


def _beside(item: BatchItem) -> str:
    """A second connection, as far as it sees the item."""
    if connection.vendor != "postgresql":
        return "default"
    connections[_BESIDE] = connection.copy(_BESIDE)
    if BatchItem.objects.using(_BESIDE).filter(pk=item.pk).exists():
        return _BESIDE
    connections[_BESIDE].close()
    del connections[_BESIDE]
    return "default"

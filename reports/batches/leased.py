"""Long work on one item: the lease is renewed while it goes on, and lost when the job is cancelled."""

import time
from collections.abc import Callable

from django.conf import settings

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

"""Not too often: requests of one asker, counted by the minute in the database for all processes together."""

import time

from django.db.models import F

from .models import Spent

MINUTE = 60
KEPT = 60
"""Minutes after which `forget` removes counts."""


def count(who: str) -> int:
    """One more of this asker; how many there have been in this minute."""
    here = {"who": who, "minute": _now() // MINUTE}
    if not Spent.objects.filter(**here).update(count=F("count") + 1):
        Spent.objects.bulk_create([Spent(**here, count=0)], ignore_conflicts=True)
        Spent.objects.filter(**here).update(count=F("count") + 1)
    return Spent.objects.values_list("count", flat=True).get(**here)


def seconds_left() -> int:
    """Until the next minute begins, at least 1."""
    return MINUTE - _now() % MINUTE


def forget() -> int:
    """Counts of minutes that are over; how many there were."""
    gone, _ = Spent.objects.filter(minute__lt=_now() // MINUTE - KEPT).delete()
    return gone


def _now() -> int:
    return int(time.time())

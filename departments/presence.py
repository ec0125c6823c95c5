"""在线编辑: an open page says that it is there, and learns who else is."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from .models import Assessment, Presence, User
from .models.presence import HEARTBEAT, KEPT, PRESENT


def here(assessment: Assessment, section: str, *, by: User) -> None:
    """Write down that the person has the section open, at most once in a heartbeat."""
    now = timezone.now()
    mine = Presence.objects.filter(assessment=assessment, user=by, section=section).first()
    if mine is None:
        Presence.objects.filter(assessment=assessment, at__lt=now - KEPT).delete()
        Presence.objects.get_or_create(assessment=assessment, user=by, section=section)
    elif _is_due(mine.at, now):
        Presence.objects.filter(pk=mine.pk).update(at=now)


def _is_due(at: datetime, now: datetime) -> bool:
    return now - at > HEARTBEAT * 0.9


def others(assessment: Assessment, *, than: User) -> QuerySet[Presence]:
    """Who else has a section open now."""
    present = Presence.objects.filter(assessment=assessment, at__gte=timezone.now() - PRESENT)
    return present.exclude(user=than).select_related("user")

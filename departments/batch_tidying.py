"""What jobs leave behind: archives past their days, files no job knows, calls of workers long answered."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from perfeval.storage import every_file, half_written

from .models import BatchItem, EnrolmentImport

FOLDER = "batches"
"""Where archives are stored."""
_YOUNG = timedelta(days=1)
"""What is younger may still be being written."""
_CALLS_KEPT = timedelta(days=7)


def aside() -> Path:
    """Where archives are written before they are stored, on the disk of the data: /tmp may be memory."""
    folder = Path(settings.VAR_DIR) / "aside"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def remove_archives(now: datetime) -> int:
    """Archives of jobs that ended before the days they are kept, and those of jobs begun and killed."""
    archives = BatchItem.objects.filter(step=BatchItem.Step.ARCHIVE)
    past = Q(batch__finished_at__lt=now - timedelta(days=settings.BATCH_DAYS))
    over = _stored(archives.filter(past))
    archives.filter(past).update(files=[])
    known = _stored(archives)
    lost = {x for x in every_file(default_storage, FOLDER) if x not in known | over and _is_old(x, now)}
    for name in over | lost:
        default_storage.delete(name)
    return len(over | lost)


def _stored(archives: QuerySet[BatchItem]) -> set[str]:
    return {file["stored"] for found in archives.values_list("files", flat=True) for file in found}


def _is_old(name: str, now: datetime) -> bool:
    return default_storage.get_modified_time(name) < now - _YOUNG


def remove_asides() -> int:
    """Half-written archives, documents and uploads of processes that were killed."""
    before = time.time() - _YOUNG.total_seconds()
    left = (*aside().iterdir(), *half_written(default_storage))
    old = [path for path in left if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def forget_passwords(now: datetime) -> int:
    """First passwords that nobody took out in all the days that archives are kept."""
    past = EnrolmentImport.objects.filter(confirmed_at__lt=now - timedelta(days=settings.BATCH_DAYS))
    return past.exclude(passwords="").update(passwords="")


def remove_calls(now: datetime) -> int:
    """Messages of the queue that were answered."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - _CALLS_KEPT).delete()[0]

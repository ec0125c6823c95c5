"""The life of an uploaded table: kept for an earlier one, looked at by a job, confirmed or given up."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from departments import long_jobs
from departments.models import Batch, User
from departments.models.table_upload import TableUpload

QUICK_BYTES = 64 * 1024
"""A workbook no larger is read at once: that takes a moment, and few hold many rows."""
Status = TableUpload.Status
Upload = TypeVar("Upload", bound=TableUpload)


class Settled(Exception):
    """Confirmed, given up or replaced meanwhile."""


def made(model: type[Upload], name: str, content: bytes, *, by: User, **more: Any) -> Upload:
    """An upload that is not saved yet; its file is there until somebody has read it."""
    sha256 = hashlib.sha256(content).hexdigest()
    return model(name=name[-200:], sha256=sha256, file=content, uploaded_by=by, **more)


@transaction.atomic
def replace(earlier: QuerySet[Upload], upload: Upload) -> None:
    """Save it, and forget those `earlier` that still wait."""
    # Locked first: what was confirmed meanwhile is no longer among them.
    waiting = earlier.filter(status=Status.PREVIEWED).select_for_update(of=("self",)).only("pk")
    type(upload)._default_manager.filter(pk__in=[x.pk for x in waiting]).delete()
    upload.save()


def locked(model: type[Upload], pk: int, *, without: Sequence[str] = TableUpload.LARGE) -> Upload:
    """The row for this transaction alone, `without` some columns, while it still waits. Raises Settled."""
    waiting = model._default_manager.select_for_update(of=("self",)).filter(status=Status.PREVIEWED)
    upload = waiting.defer(*without).filter(pk=pk).first()
    if upload is None:
        raise Settled
    return upload


@transaction.atomic
def whole(model: type[Upload], pk: int) -> Upload:
    """The upload as it stands, while it waits. Raises Settled."""
    return locked(model, pk, without=())


@transaction.atomic
def keep_rows(upload: TableUpload, keep: Callable[[], None], *more: str) -> None:
    """The rows that were read instead of the file, and the columns `more`. Raises Settled."""
    locked(type(upload), upload.pk)
    upload.save(update_fields=["file", "content", "lines", *more])
    keep()


def job_of(upload: TableUpload, kind: Batch.Kind) -> Batch | None:
    """The job that is looking at it, or writing it."""
    return long_jobs.open_ones(kind, upload=upload.pk).select_related("requested_by").first()


@transaction.atomic
def begun(kind: Batch.Kind, upload: TableUpload, selection: str, *, by: User, **more: Any) -> Batch:
    """The job that does it, with `more` options; a second click finds the first one's. Raises Settled."""
    locked(type(upload), upload.pk)
    if job := job_of(upload, kind):
        return job
    options = {**more, "upload": upload.pk}
    return long_jobs.start(kind, [upload.lines], selection=selection, options=options, by=by)


def confirmed(upload: TableUpload, summary: dict[str, Any]) -> None:
    """Written: what became of it is kept, nothing of the table is."""
    upload.status, upload.confirmed_at, upload.summary = Status.CONFIRMED, timezone.now(), summary
    upload.content, upload.preview = {}, {}
    upload.save()


@transaction.atomic
def discard(upload: TableUpload) -> None:
    """Forget a table that was only looked at. Raises Settled."""
    locked(type(upload), upload.pk).delete()

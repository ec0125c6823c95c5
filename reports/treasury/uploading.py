"""A table is uploaded, previewed again, written or given up; what takes long is begun as a job."""

import hashlib

from django.db import transaction

from departments import long_jobs
from departments.models import Batch, FiscalYear, TreasuryImport, User

from . import confirming, previewing
from . import table as tables

QUICK_BYTES = 64 * 1024
"""A workbook no larger is read at once: that takes a moment, and few hold more rows than that."""
Kind, Status = Batch.Kind, TreasuryImport.Status


def keep(year: FiscalYear, name: str, content: bytes, *, by: User) -> TreasuryImport:
    """One waiting file of a person and year: an earlier one goes. Raises Refused of a small one."""
    upload = TreasuryImport(
        fiscal_year=year, name=name[-200:], sha256=hashlib.sha256(content).hexdigest(), uploaded_by=by
    )
    if _is_quick(name, content):
        previewing.take(upload, tables.read(name, content))
    else:
        upload.file = content
    with transaction.atomic():
        earlier = year.treasury_imports.filter(status=Status.PREVIEWED, uploaded_by=by)
        # Locked first: what was confirmed meanwhile is no longer among them.
        found = [x.pk for x in earlier.select_for_update(of=("self",)).only("pk")]
        TreasuryImport.objects.filter(pk__in=found).delete()
        upload.save()
        if previewing.is_long(upload):
            preview(upload, by=by)
    return upload


def _is_quick(name: str, content: bytes) -> bool:
    if name.lower().endswith(".csv"):
        return content.count(b"\n") <= previewing.IMMEDIATE
    return len(content) <= QUICK_BYTES


def job_of(upload: TreasuryImport, kind: Batch.Kind) -> Batch | None:
    """The job that is looking at it, or writing it."""
    return long_jobs.open_ones(kind, upload=upload.pk).select_related("requested_by").first()


@transaction.atomic
def preview(upload: TreasuryImport, *, by: User) -> Batch:
    """The job that looks at every row; a second click finds the first one's. Raises Settled."""
    confirming.locked(upload.pk, without=TreasuryImport.LARGE)
    return job_of(upload, Kind.TREASURY_PREVIEW) or _started(Kind.TREASURY_PREVIEW, upload, {}, by)


@transaction.atomic
def write(upload: TreasuryImport, seen: str, *, by: User) -> Batch:
    """The job that writes it; a second click finds the first one's. Raises Settled."""
    confirming.locked(upload.pk, without=TreasuryImport.LARGE)
    return job_of(upload, Kind.TREASURY) or _started(Kind.TREASURY, upload, {"seen": seen}, by)


def _started(kind: Batch.Kind, upload: TreasuryImport, more: dict[str, str], by: User) -> Batch:
    selection = f"{upload.fiscal_year}：{upload.name}"
    options = {"year": upload.fiscal_year_id, "upload": upload.pk, **more}
    return long_jobs.start(kind, [upload.lines], selection=selection, options=options, by=by)


@transaction.atomic
def discard(upload: TreasuryImport) -> None:
    """Forget a table that was only looked at. Raises Settled."""
    confirming.locked(upload.pk, without=TreasuryImport.LARGE).delete()

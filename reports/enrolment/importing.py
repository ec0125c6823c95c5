"""A table of departments and people with many rows: uploaded, looked at and written by jobs, or given up."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from departments import audit, long_jobs, sealing
from departments.audit import filing
from departments.enrolment import events
from departments.enrolment.outcome import Outcome, Row
from departments.enrolment.people import PURPOSE, Ready
from departments.enrolment.writing import enrol
from departments.long_jobs import Tell
from departments.models import Batch, EnrolmentImport, User

from . import sheets

IMMEDIATE = 100
"""Rows that are looked at and written at once; more are a job: a new account's password is hashed slowly."""
QUICK_BYTES = 64 * 1024
"""A workbook no larger is read at once."""
Kind, Status = Batch.Kind, EnrolmentImport.Status


class Settled(Exception):
    """Confirmed or given up meanwhile."""


class Wrong(Exception):
    """The rows cannot be written as they are today; nothing has been."""


def own(user: User) -> QuerySet[EnrolmentImport]:
    """One's own uploads, without their large columns."""
    return EnrolmentImport.objects.filter(uploaded_by=user).defer(*EnrolmentImport.LARGE)


def told_of(user: User) -> QuerySet[EnrolmentImport]:
    """Uploads that the person has still to do with: to be confirmed, or with passwords to take out."""
    return own(user).filter(Q(status=Status.PREVIEWED) | ~Q(passwords=""))


def locked(pk: int, *, without: Sequence[str] = EnrolmentImport.LARGE) -> EnrolmentImport:
    """The row for this transaction alone, while it still waits. Raises Settled where somebody was faster."""
    waiting = EnrolmentImport.objects.select_for_update(of=("self",)).filter(status=Status.PREVIEWED)
    upload = waiting.defer(*without).filter(pk=pk).first()
    if upload is None:
        raise Settled
    return upload


@transaction.atomic
def keep(name: str, content: bytes, rows: Sequence[Row] | None, *, by: User) -> Batch:
    """The job that looks at it, read or not. One waiting file of a person: an earlier one goes."""
    earlier = own(by).filter(status=Status.PREVIEWED).select_for_update(of=("self",))
    EnrolmentImport.objects.filter(pk__in=[x.pk for x in earlier]).delete()
    upload = EnrolmentImport(name=name[-200:], sha256=hashlib.sha256(content).hexdigest(), uploaded_by=by)
    if rows is None:
        upload.file = content
    else:
        take(upload, rows)
    upload.save()
    return preview(upload, by=by)


def take(upload: EnrolmentImport, rows: Sequence[Row]) -> None:
    """The rows instead of the file."""
    upload.file, upload.lines = None, len(rows)
    upload.content = {"rows": [[x.sheet, x.number, dict(x.cells)] for x in rows]}


def job_of(upload: EnrolmentImport, kind: Batch.Kind) -> Batch | None:
    """The job that is looking at it, or writing it."""
    return long_jobs.open_ones(kind, upload=upload.pk).first()


@transaction.atomic
def preview(upload: EnrolmentImport, *, by: User) -> Batch:
    """The job that looks at every row; a second click finds the first one's. Raises Settled."""
    return _begun(Kind.ENROLMENT_PREVIEW, upload, by)


@transaction.atomic
def write(upload: EnrolmentImport, *, by: User) -> Batch:
    """The job that writes it; a second click finds the first one's. Raises Settled."""
    return _begun(Kind.ENROLMENT, upload, by)


def _begun(kind: Batch.Kind, upload: EnrolmentImport, by: User) -> Batch:
    locked(upload.pk)
    if job := job_of(upload, kind):
        return job
    options = {"upload": upload.pk}
    return long_jobs.start(kind, [upload.lines], selection=upload.name, options=options, by=by)


@transaction.atomic
def discard(upload: EnrolmentImport) -> None:
    """Forget a table that was only looked at. Raises Settled."""
    locked(upload.pk).delete()


def look(pk: int, *, by: User, tell: Tell, keep: Callable[[], None]) -> dict[str, Any]:
    """Read the file where nobody has, try every row, keep what is to be seen; nothing else is written.

    `keep` is called in each transaction and may raise. Raises Refused, Settled.
    """
    rows = rows_of(pk, keep)
    found = shown(enrol(rows, by=by, tell=tell), by=by)
    with transaction.atomic():
        upload = locked(pk)
        upload.preview = found
        upload.save(update_fields=["preview"])
        keep()
    return found


def rows_of(pk: int, keep: Callable[[], None]) -> list[Row]:
    """Its rows; the file goes once it is read. Raises Refused, Settled."""
    with transaction.atomic():
        upload = locked(pk, without=())
    if not upload.content:
        take(upload, sheets.read(bytes(upload.file or b"")))
        with transaction.atomic():
            locked(pk)
            upload.save(update_fields=["file", "content", "lines"])
            keep()
    return [Row(*x) for x in upload.content["rows"]]


def shown(outcome: Outcome, *, by: User) -> dict[str, Any]:
    """What the preview lists, as it is kept: nothing of passwords."""
    problems = [[sheets.place_of(x.row, x.field), x.row.text(x.field), x.message] for x in outcome.problems]
    return {
        "problems": problems, "bodies": events.bodies_of(outcome, by=by),
        "changes": [[x["row"], x["field"], x["old"], x["new"]] for x in outcome.changes],
        "new_departments": outcome.new_departments, "changed_departments": outcome.changed_departments,
        "people": len(outcome.passwords), "granted": outcome.granted,
    }  # fmt: skip


@transaction.atomic
def confirm(pk: int, ready: dict[str, Ready], *, by: User, tell: Tell) -> Outcome:
    """Write all of it and seal the first passwords. Raises Settled, Wrong."""
    upload = locked(pk, without=("file", "preview"))
    outcome = enrol([Row(*x) for x in upload.content["rows"]], by=by, ready=ready, tell=tell)
    if outcome.problems:
        raise Wrong
    upload.status, upload.confirmed_at = Status.CONFIRMED, timezone.now()
    found = shown(outcome, by=by)
    upload.summary = {x: found[x] for x in found.keys() - {"problems", "changes"}}
    upload.content, upload.preview = {}, {}
    if outcome.passwords:
        upload.passwords = sealing.seal(json.dumps(outcome.passwords), PURPOSE)
    upload.save()
    return outcome


@transaction.atomic
def take_passwords(pk: int, *, by: User) -> list[tuple[str, str, str]]:
    """Username, name and first password of each new account, and no copy left; [] when taken before.

    Raises InvalidToken where the database came here without the secret key.
    """
    upload = own(by).select_for_update(of=("self",)).filter(pk=pk).exclude(passwords="").first()
    if upload is None:
        return []
    told = [(x, y, z) for x, y, z in json.loads(sealing.unseal(upload.passwords, PURPOSE))]
    EnrolmentImport.objects.filter(pk=pk).update(passwords="")
    target = f"初始密码（{len(told)}人）：{upload.name}"
    for body in filing.bodies(upload.summary["bodies"], by=by):
        audit.record("export", by=by, target=target, department=body)
    return told

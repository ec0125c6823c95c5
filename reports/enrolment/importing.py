"""A table of departments and people with many rows: uploaded, looked at and written by jobs, or given up."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from departments import audit, sealing
from departments.audit import filing
from departments.enrolment import events
from departments.enrolment.outcome import Outcome, Row
from departments.enrolment.people import PURPOSE, Ready
from departments.enrolment.writing import enrol
from departments.long_jobs import Tell
from departments.models import Batch, EnrolmentImport, User

from .. import table_uploads
from . import sheets

IMMEDIATE = 100
"""Rows that are looked at and written at once; more are a job: a new account's password is hashed slowly."""
Kind, Status = Batch.Kind, EnrolmentImport.Status


class Wrong(Exception):
    """The rows cannot be written as they are today; nothing has been."""


def own(user: User) -> QuerySet[EnrolmentImport]:
    """One's own uploads, without their large columns."""
    return EnrolmentImport.objects.filter(uploaded_by=user).defer(*EnrolmentImport.LARGE)


def told_of(user: User) -> QuerySet[EnrolmentImport]:
    """Uploads that the person has still to do with: to be confirmed, or with passwords to take out."""
    return own(user).filter(Q(status=Status.PREVIEWED) | ~Q(passwords=""))


@transaction.atomic
def keep(name: str, content: bytes, rows: Sequence[Row] | None, *, by: User) -> Batch:
    """The job that looks at it, read or not. One waiting file of a person: an earlier one goes."""
    upload = table_uploads.made(EnrolmentImport, name, content, by=by)
    if rows is not None:
        take(upload, rows)
    table_uploads.replace(EnrolmentImport.objects.filter(uploaded_by=by), upload)
    return preview(upload, by=by)


def take(upload: EnrolmentImport, rows: Sequence[Row]) -> None:
    """The rows instead of the file."""
    upload.file, upload.lines = None, len(rows)
    upload.content = {"rows": [[x.sheet, x.number, dict(x.cells)] for x in rows]}


def preview(upload: EnrolmentImport, *, by: User) -> Batch:
    """The job that looks at every row; a second click finds the first one's. Raises Settled."""
    return table_uploads.begun(Kind.ENROLMENT_PREVIEW, upload, upload.name, by=by)


def write(upload: EnrolmentImport, *, by: User) -> Batch:
    """The job that writes it; a second click finds the first one's. Raises Settled."""
    return table_uploads.begun(Kind.ENROLMENT, upload, upload.name, by=by)


def look(pk: int, *, by: User, tell: Tell, keep: Callable[[], None]) -> dict[str, Any]:
    """Read the file where nobody has, try every row, keep what is to be seen; nothing else is written.

    `keep` is called in each transaction and may raise. Raises Refused, Settled.
    """
    rows = rows_of(pk, keep)
    found = shown(enrol(rows, by=by, tell=tell), by=by)
    with transaction.atomic():
        upload = table_uploads.locked(EnrolmentImport, pk)
        upload.preview = found
        upload.save(update_fields=["preview"])
        keep()
    return found


def rows_of(pk: int, keep: Callable[[], None]) -> list[Row]:
    """Its rows; the file goes once it is read. Raises Refused, Settled."""
    upload = table_uploads.whole(EnrolmentImport, pk)
    if not upload.content:
        take(upload, sheets.read(bytes(upload.file or b"")))
        table_uploads.keep_rows(upload, keep)
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
    upload = table_uploads.locked(EnrolmentImport, pk, without=("file", "preview"))
    outcome = enrol([Row(*x) for x in upload.content["rows"]], by=by, ready=ready, tell=tell)
    if outcome.problems:
        raise Wrong
    if outcome.passwords:
        upload.passwords = sealing.seal(json.dumps(outcome.passwords), PURPOSE)
    found = shown(outcome, by=by)
    table_uploads.confirmed(upload, {x: found[x] for x in found.keys() - {"problems", "changes"}})
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

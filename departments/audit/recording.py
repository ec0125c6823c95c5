"""Write the audit record: one event per change, in the transaction of the change."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from departments import access
from departments.models import Assessment, AuditEvent, Department, Submission, User

from . import chain, fields, images, origin

Change = dict[str, Any]
Result = AuditEvent.Result
NOBODY = "系统"
"""Who acts when no person does: the operator at the command line."""
SOMEBODY = "未登录者"
"""Who asks without having signed in."""
OUTSIDE = "outside"


def change(row: Any, field: str, old: Any, new: Any) -> Change:
    """One changed value: the row as people call it, the field's label, old and new value as text."""
    return {"row": str(row), "field": field, "old": _text(old), "new": _text(new)}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def record(
    verb: str, *, by: User | None, target: object, assessment: Assessment | None = None,
    changes: Sequence[Change] = (), reason: str = "", cause: str = "",
    submission: Submission | None = None, result: str = Result.OK, about: User | None = None,
    department: Department | None = None, rows: str | None = None,
) -> AuditEvent:  # fmt: skip
    """Append one event. Must run inside the transaction of what it records.

    It files under the department of the self-assessment, else `department`, else that of `by` or `about`.
    `rows` are the images of what was written, where the caller parts them among several events.
    """
    place = assessment.department if assessment else department
    return _append(AuditEvent(
        verb=verb, assessment=assessment, target=str(target)[:200], changes=list(changes), reason=reason,
        cause=cause, result=result, department_path=place.path if place else _department_path(by or about),
        **_versions(assessment, submission), **_who(by, verb, place), **_where(),
    ), rows)  # fmt: skip


def _append(event: AuditEvent, rows: str | None) -> AuditEvent:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs to the change it records.")
    chain.hold()
    event.rows = images.taken() if rows is None else rows
    chain.append(event)
    fields.note(event)
    return event


def seal(
    *, by: User | None, verb: str = OUTSIDE, target: str = "数据库", reason: str = "未经应用登记的变更",
    assessment: Assessment | None = None,
) -> None:  # fmt: skip
    """Take into the record what no event has taken yet; by default, what was written past the application."""
    if images.are_pending():
        with transaction.atomic():
            record(verb, by=by, target=target, reason=reason, assessment=assessment)


def _who(by: User | None, verb: str, place: Department | None) -> dict[str, Any]:
    """Names and roles as of now: all change later."""
    if by is None:
        return {"actor": None, "actor_name": SOMEBODY if origin.present() and verb != OUTSIDE else NOBODY}
    principal = access.acting_about(by, verb, place)
    name = f"{by}代{principal}" if principal else str(by)
    roles = "；".join(access.role_names(by))[:500]
    return {"actor": by, "acting_for": principal, "actor_name": name, "actor_roles": roles}


def _versions(assessment: Assessment | None, submission: Submission | None) -> dict[str, str]:
    """Of the program, of the rules of the year, whose keys name theirs, and of what was submitted."""
    scheme = assessment.fiscal_year.scheme_version if assessment else ""
    sha256 = submission.sha256 if submission else ""
    return {"app_version": settings.VERSION, "scheme_version": scheme, "submission_sha256": sha256}


def _where() -> dict[str, Any]:
    here = origin.present()
    return {"address": here.address, "request_id": here.request_id} if here else {}


def _department_path(by: User | None) -> str:
    """The person's own department, before those where they only deputize."""
    return next((x.department.path for x in access.memberships(by)), "") if by else ""

"""Keeping, tying and removing 佐证材料: each one transaction with its audit event.

A file is on the disk, whole, before its row is. A transaction that fails takes its file along; what a killed
process leaves behind, `manage.py clean_evidence` removes.
"""

import secrets
from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone

from . import access, audit, editing, filing, scanning
from .filing import Refused
from .models import Assessment, Evidence, Indicator, Project, Section, User

__all__ = ["Added", "Refused", "add", "kept", "remove", "targets_of", "tie", "used"]

Row = TypeVar("Row")
Targets = dict[str, models.Model]
RELATIONS = {"indicator": "indicators", "project": "projects", "section": "sections"}
"""Kind of a row → the relation that ties a file to it."""
KEPT = ("name", "uploaded_by", "uploaded_at", "removed_at")
"""What a file handed in again has anew."""


@dataclass(frozen=True)
class Added:
    """A file that is there now, and whether it had been there already."""

    row: Evidence
    is_new: bool


def targets_of(assessment: Assessment) -> Targets:
    """Everything a file may be tied to, by token (indicator-17), in the order of the entry."""
    rows: list[models.Model] = [
        *Indicator.objects.filter(goal__assessment=assessment)
        .select_related("goal__project")
        .order_by("goal__order", "goal_id", "order", "pk"),
        *Project.objects.filter(assessment=assessment),
        *Section.objects.filter(assessment=assessment),
    ]
    return {token_of(row): row for row in rows}


def token_of(row: models.Model) -> str:
    """indicator-17."""
    return f"{row._meta.model_name}-{row.pk}"


def used(assessment: Assessment) -> int:
    """Bytes of the files that are there now."""
    present = assessment.evidence.filter(removed_at=None)
    return int(present.aggregate(total=Sum("size"))["total"] or 0)


def add(assessment: Assessment, file: BinaryIO, raw_name: str, tokens: Set[str], *, by: User) -> Added:
    """Keep one file and tie it. The same content again is tied again, not kept again. Raises Refused."""
    if not access.can_edit(by, assessment):
        raise PermissionDenied
    return kept(assessment, file, raw_name, partial(_record, assessment, tokens=tokens, by=by))


def kept(
    assessment: Assessment, file: BinaryIO, raw_name: str, record: Callable[[filing.Filed, str], Row]
) -> Row:
    """Inspect a file, put it on the disk, then `record` it; what is not recorded goes. Raises Refused."""
    filed = filing.inspect(file, raw_name, limit=settings.EVIDENCE_FILE_BYTES)
    _room(assessment, filed)
    storage, stored = _store(file)
    is_used = False
    try:
        answer = record(filed, stored)
        is_used = Evidence.objects.filter(file=stored).exists()
    finally:
        if not is_used:
            storage.delete(stored)
    return answer


def _store(file: BinaryIO) -> tuple[Storage, str]:
    """The file under a name nobody can guess, without an extension a server could act on."""
    field = Evidence._meta.get_field("file")
    file.seek(0)
    name = field.generate_filename(Evidence(), secrets.token_hex(16))
    return field.storage, field.storage.save(name, File(file))


@transaction.atomic
def _record(assessment: Assessment, filed: filing.Filed, stored: str, *, tokens: Set[str], by: User) -> Added:
    locked = editing.lock(assessment, by=by)
    row = Evidence.objects.filter(assessment=locked, sha256=filed.sha256).first()
    is_new = row is None or row.removed_at is not None
    if is_new:
        _room(locked, filed)
    if row is None:
        row = Evidence(assessment=locked, file=stored, sha256=filed.sha256, size=filed.size)
    if is_new:
        row.name, row.uploaded_by, row.uploaded_at, row.removed_at = filed.name, by, timezone.now(), None
        row.save(update_fields=KEPT if row.pk else None)  # the scan of its content is another's to write
        scanning.later(row.pk)
    changes = [audit.change(row, "文件", None, f"SHA-256 {filed.sha256}，{filed.size}字节")] if is_new else []
    editing.finish(locked, "evidence", changes + _tie(row, locked, tokens, frozenset()), by=by)
    return Added(row, is_new)


def _room(assessment: Assessment, filed: filing.Filed) -> None:
    """Raises Refused when the file would go beyond the quota."""
    quota, present = settings.EVIDENCE_QUOTA_BYTES, used(assessment)
    is_there = assessment.evidence.filter(sha256=filed.sha256, removed_at=None)
    if present + filed.size > quota and not is_there.exists():
        found = f"已用{filing.in_words(present)}，加上这个文件（{filing.in_words(filed.size)}）"
        advice = "请删除不需要的材料，或缩小文件后上传"
        raise Refused(filed.name, f"{found}超过本自评{filing.in_words(quota)}的总量上限", advice)


@transaction.atomic
def tie(assessment: Assessment, pk: int, *, add: Set[str], remove: Set[str], by: User) -> Evidence:
    """Tie a file to some rows and untie it from others; what others changed meanwhile stays.

    Raises Evidence.DoesNotExist.
    """
    locked = editing.lock(assessment, by=by)
    row = Evidence.objects.get(assessment=locked, pk=pk, removed_at=None)
    editing.finish(locked, "evidence", _tie(row, locked, add, remove), by=by)
    return row


def _tie(row: Evidence, assessment: Assessment, add: Set[str], remove: Set[str]) -> list[audit.Change]:
    """A row of another self-assessment is refused, whoever names it."""
    targets = targets_of(assessment)
    if not add <= targets.keys():
        raise PermissionDenied
    changes = []
    for kind, relation in RELATIONS.items():
        manager = getattr(row, relation)
        of_kind = {token: x for token, x in targets.items() if token.startswith(f"{kind}-")}
        before = {token_of(x) for x in manager.all()}
        after = (before | (add & of_kind.keys())) - remove
        if before != after:
            manager.set([of_kind[token] for token in after])
            label = f"关联{manager.model._meta.verbose_name}"
            changes.append(audit.change(row, label, _words(of_kind, before), _words(of_kind, after)))
    return changes


def _words(rows: Targets, tokens: Set[str]) -> str | None:
    return "、".join(str(row) for token, row in rows.items() if token in tokens) or None


@transaction.atomic
def remove(assessment: Assessment, pk: int, *, by: User) -> Evidence:
    """Delete a file. One that a submission cites leaves the list only. Raises Evidence.DoesNotExist."""
    locked = editing.lock(assessment, by=by)
    row = Evidence.objects.get(assessment=locked, pk=pk, removed_at=None)
    changes = [audit.change(row, "文件", f"SHA-256 {row.sha256}，{row.size}字节", None)]
    if row.sha256 in _cited(locked):
        for relation in RELATIONS.values():
            getattr(row, relation).clear()
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])
    else:
        Evidence.objects.filter(pk=row.pk).delete()
        transaction.on_commit(lambda: row.file.storage.delete(str(row.file.name)))
    editing.finish(locked, "evidence", changes, by=by)
    return row


def _cited(assessment: Assessment) -> set[str]:
    """Hashes of the files that any submission of it lists, or any 整改."""
    frozen = assessment.submissions.values_list("evidence", flat=True)
    rectified = assessment.evidence.exclude(rectifications=None).values_list("sha256", flat=True)
    return {file["sha256"] for evidence in frozen for file in evidence} | set(rectified)

"""Upload, preview, confirm, undo: nothing changes before the confirmation, and then everything or nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from departments import audit, editing, restoring, scanning
from departments.models import Assessment, User, WorkbookImport

from ..foreign import sources
from ..garbage import no_garbage_collection
from ..reading import reader
from ..reading.book import Book, Refused
from . import lines, stamp
from .columns import SAVED
from .plan import ADDED, SKIP, Plan, PlannedRow
from .planner import plan_of

Status = WorkbookImport.Status
_LONGEST_NAME = 200
_KEPT_FOR = timedelta(days=1)
"""How long an upload that nobody confirmed is kept."""

__all__ = ["SKIP", "NotConfirmed", "confirm", "preview", "tidy", "undo", "upload"]


MOVED = "预览之后有人改动了内容，尚未导入。请再看一遍后确认。"
CLASH = "有一行与另一行重复或刚被他人修改，尚未导入。"


class NotConfirmed(Exception):
    """Nothing was saved: the plan has problems, open conflicts, or is not the one that was shown."""

    def __init__(self, plan: Plan, message: str) -> None:
        self.plan, self.message = plan, message
        super().__init__(message)


def upload(assessment: Assessment, name: str, content: bytes, *, by: User | None) -> WorkbookImport:
    """Read a file and keep what it says. Raises Refused."""
    if found := scanning.found_in(content, name, assessment, by=by):
        raise Refused(f"病毒检查发现问题（{found}），没有读取。请在杀毒后的电脑上重新生成文件再上传。")
    book = reader.read(content)
    kind = WorkbookImport.Kind.TABLE
    if stamp.is_ours(book):
        stamp.check(stamp.read(book), assessment)
        kind = WorkbookImport.Kind.WORKBOOK
    elif book.is_document:
        kind = WorkbookImport.Kind.DOCUMENT
    return WorkbookImport(
        assessment=assessment, kind=kind, name=name[-_LONGEST_NAME:], uploaded_by=by,
        sha256=hashlib.sha256(content).hexdigest(), content=book.to_json(),
    )  # fmt: skip


def tidy(assessment: Assessment) -> None:
    """Forget old uploads that nobody confirmed."""
    old = timezone.now() - _KEPT_FOR
    assessment.workbook_imports.filter(status=Status.PREVIEWED, uploaded_at__lt=old).delete()


def preview(upload: WorkbookImport, choices: Mapping[str, str] | None = None) -> Plan:
    """What confirming would do now."""
    with no_garbage_collection():
        book = Book.from_json(upload.content)
        if upload.kind == WorkbookImport.Kind.WORKBOOK:
            return plan_of(upload.assessment, lines.read(book), stamp.read(book), choices or {})
        return plan_of(upload.assessment, sources.reading_of(upload, book), None, choices or {})


@transaction.atomic
def confirm(
    upload: WorkbookImport, *, by: User | None, digest: str = "", choices: Mapping[str, str] | None = None
) -> WorkbookImport:
    """Save everything the preview showed. Raises NotConfirmed. Confirming twice saves once."""
    assessment = editing.lock(upload.assessment, by=by)
    locked = WorkbookImport.objects.select_for_update().get(pk=upload.pk) if upload.pk else upload
    if locked.status != Status.PREVIEWED:
        return locked
    locked.assessment = assessment
    shown = preview(locked)
    if digest and shown.digest != digest:
        raise NotConfirmed(shown, MOVED)
    if refusal := _refusal(plan := preview(locked, choices) if choices else shown, shown):
        raise NotConfirmed(shown.chosen(choices or {}, plan.problems), refusal)
    try:
        with transaction.atomic():
            locked.kept = _save(plan, assessment, by=by)
    except (IntegrityError, editing.Stale) as clash:
        raise NotConfirmed(shown.chosen(choices or {}, []), CLASH) from clash
    _finish(locked, plan, by=by)
    return locked


def _refusal(plan: Plan, shown: Plan) -> str:
    """What keeps it from being saved: a problem, an open question, or that nothing was taken."""
    if plan.problems:
        return "还有问题没有改正，尚未导入。"
    if any(row.is_open for row in plan.rows):
        return "请先为每一处冲突选择保留哪一份。"
    return "" if plan.rows or not shown.rows else "没有勾选任何一行，尚未导入。"


def _save(plan: Plan, assessment: Assessment, *, by: User | None) -> list[restoring.Kept]:
    """The rows through `editing`, sheet by sheet; what they were before and what they are now."""
    rows = [row for row in plan.rows if row.form is not None]
    kept = list(_before(rows))
    for sheet in SAVED:
        forms = [row.row_form for row in rows if row.sheet is sheet and row.row_form]
        if forms:
            editing.save_rows(assessment, sheet.section, forms, by=by)
    kept += [restoring.added(x.form.instance) for x in rows if x.state == ADDED and x.form]
    return restoring.after(kept)


def _before(rows: Iterable[PlannedRow]) -> Iterable[restoring.Kept]:
    """Every present row that will change or go, once, parents first."""
    seen: set[tuple[str, Any]] = set()
    for row in rows:
        instance = row.form.instance if row.form else None
        if instance is None or instance.pk is None:
            continue
        present: models.Model = type(instance)._default_manager.get(pk=instance.pk)
        is_removal = row.form is not None and row.form.is_deletion
        for item in restoring.with_children(present) if is_removal else [present]:
            if (item._meta.label, item.pk) not in seen:
                seen.add((item._meta.label, item.pk))
                yield restoring.before(item)


def _finish(upload: WorkbookImport, plan: Plan, *, by: User | None) -> None:
    upload.status, upload.confirmed_at = Status.CONFIRMED, timezone.now()
    upload.summary = plan.counts | {"格": plan.cell_count}
    upload.content = {"sheets": [], "blocks": []}
    upload.save()
    audit.record(
        "import", by=by, target=f"{upload.get_kind_display()}：{upload.name}", assessment=upload.assessment,
        reason=f"{upload.result}；SHA-256 {upload.sha256}",
    )  # fmt: skip


@transaction.atomic
def undo(upload: WorkbookImport, *, by: User | None) -> WorkbookImport:
    """Put back what the import changed. Raises `restoring.ChangedSince`; undoing twice undoes once."""
    assessment = editing.lock(upload.assessment, by=by)
    locked = WorkbookImport.objects.select_for_update().get(pk=upload.pk)
    if locked.status != Status.CONFIRMED:
        return locked
    restoring.restore(assessment, locked.kept, by=by, what=f"撤销导入：{locked.name}")
    locked.status, locked.undone_at, locked.kept = Status.UNDONE, timezone.now(), []
    locked.save()
    return locked

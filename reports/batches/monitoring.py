"""批量监控表: what every department reported in a round, a 汇总表 and a list of hashes in one ZIP.

The job is one of 批量文件; its options name the round.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from departments import access, audit, batch_items, batches, once, verifying
from departments.models import Batch, BatchItem, Monitoring, MonitoringRound, User

from ..documents import DOCUMENTS
from ..formats.workbook import TooLong
from ..monitoring_documents import reported_bytes
from . import tasks
from .leased import renewing
from .monitoring_book import book_of
from .refusal import Unmakeable
from .starting import Empty
from .zipping import Archive, kept, safe_name

NO_MORE = "发起人现在无权查看这张监控表，或者部门已取消报送、被退回。"


def managed(user: User, pk: int) -> QuerySet[Monitoring]:
    """Every table of a round, as far as the person manages it."""
    return access.tracked_monitorings(user).filter(round=pk)


def _reported(user: User, pk: int) -> QuerySet[Monitoring]:
    """Those that stand; a table that was sent back is being written again."""
    return managed(user, pk).filter(status__in=Monitoring.REPORTED)


@transaction.atomic
def start(
    made: MonitoringRound, *, formats: Sequence[str], summary: bool, key: str, by: User
) -> Batch:  # fmt: skip
    """What was reported by now. Raises Empty."""
    if not once.is_first(key, by=by) and (before := batches.visible(by).first()):
        return before
    rows = _reported(by, made.pk).order_by("assessment__department__code", "pk")
    parts = [(pk, None) for pk in rows.values_list("assessment", flat=True)[: batches.MOST + 1]]
    if not parts:
        raise Empty("这一期还没有部门报送，报送以后才能生成。")
    if len(parts) > batches.MOST:
        raise Empty(f"一次最多{batches.MOST}个部门。")
    options = {"round": made.pk, "formats": list(formats), "summary": summary}
    selection = f"{made.fiscal_year.authority} {made}运行监控"
    batch = batches.start(Batch.Kind.DOCUMENTS, parts, selection=selection, options=options, by=by)
    tasks.call(len(parts))
    return batch


def part(item: BatchItem) -> list[dict[str, Any]]:
    """The documents of one department, rendered where they are not kept yet."""
    rows = _reported(item.batch.requested_by, item.batch.options["round"])
    monitoring = rows.filter(assessment=item.assessment_id or 0).first()
    if monitoring is None:
        raise Unmakeable(NO_MORE)
    files = [fact for fact, _ in _documents(monitoring, item.batch)]
    name = f"{monitoring}（{'、'.join(DOCUMENTS[x['format']].label for x in files) or '汇总表'}）"
    by, reason = item.batch.requested_by, f"批量任务{item.batch_id}"
    audit.seal(by=by, verb="export", target=name[:300], reason=reason)
    return files


def _documents(monitoring: Monitoring, batch: Batch) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each document with its format, size and hash. Raises Unmakeable."""
    for extension in batch.options["formats"]:
        try:
            content = reported_bytes(monitoring, extension, batch.requested_by)
        except TooLong as refusal:
            raise Unmakeable(str(refusal)) from refusal
        digest = verifying.sha256_of([content])
        yield {"format": extension, "size": len(content), "sha256": digest}, content


def archive(item: BatchItem) -> list[dict[str, Any]]:
    """Everything that could be made, in one file on the disk; memory does not grow with it."""
    batch = item.batch
    name = f"运行监控-{timezone.localdate(batch.requested_at):%Y%m%d}-{batch.pk}.zip"
    with kept(name, f"{batch.pk}-{item.key}.zip", renewing(item)) as (target, facts):
        if batch.options["formats"]:
            for monitoring in _made(item):
                _record(item, monitoring, _add(target, monitoring, batch))
        if batch.options["summary"]:
            tables = managed(batch.requested_by, batch.options["round"])
            with book_of(lambda: _made(item), tables) as chunks:
                target.add("运行监控汇总表.xlsx", chunks)
    return [facts]


def _made(item: BatchItem) -> Iterator[Monitoring]:
    """What the parts were about and still stands, a few in memory at a time."""
    parts = item.batch.items.filter(step=BatchItem.Step.PART, state=BatchItem.State.DONE)
    rows = _reported(item.batch.requested_by, item.batch.options["round"])
    inside = rows.filter(assessment__in=parts.values("assessment"))
    yield from inside.order_by("assessment__department__code", "pk").iterator(chunk_size=50)


def _add(target: Archive, monitoring: Monitoring, batch: Batch) -> list[dict[str, Any]]:
    """As they stand now, so that they agree with the 汇总表."""
    row, files = monitoring.assessment, []
    folder = safe_name(f"{row.department.code} {row.department_name}")
    for fact, content in _documents(monitoring, batch):
        name = f"{safe_name(row.department_name)[:40]}{monitoring.round}绩效目标运行监控表.{fact['format']}"
        target.add(f"{folder}/{name}", content)
        files.append(fact)
    return files


@transaction.atomic
def _record(item: BatchItem, monitoring: Monitoring, files: list[dict[str, Any]]) -> None:
    """What went into the archive, where it changed after the part was made: a 整改, or reported once more."""
    parts = item.batch.items.filter(step=BatchItem.Step.PART, assessment=monitoring.assessment_id)
    part = parts.get()
    if part.files == files:
        return
    batch_items.keep(item)
    parts.update(files=files)

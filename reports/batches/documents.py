"""批量文件: the documents of every department, a 汇总表, a summary report and a list of hashes in one ZIP.

A document is kept by the hash of what it says: an item done twice, or a job begun again, draws nothing anew.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from departments import access, audit, verifying
from departments.models import BatchItem, Submission

from .. import documents
from ..formats.frozen import Frozen
from ..formats.workbook import TooLong
from .leased import renewing
from .refusal import Unmakeable
from .summary import Line, lines_of
from .summary_book import book_of
from .summary_report import report_of
from .zipping import Archive, kept, safe_name

FORMATS = tuple(documents.DOCUMENTS)
NO_MORE = "发起人现在无权查看这份送审稿（角色已变或自评已取消送审）。"


def part(item: BatchItem) -> list[dict[str, Any]]:
    """The documents of one submission, rendered where they are not kept yet."""
    submission = _submission(item)
    files = []
    for extension in item.batch.options["formats"]:
        try:
            content = documents.document_bytes(submission, extension)
        except TooLong as refusal:
            raise Unmakeable(str(refusal)) from refusal
        digest = verifying.sha256_of([content])
        files.append({"format": extension, "size": len(content), "sha256": digest})
    name = f"{submission}（{'、'.join(documents.DOCUMENTS[x['format']].label for x in files)}）"
    by, assessment, reason = item.batch.requested_by, submission.assessment, f"批量任务{item.batch_id}"
    audit.seal(by=by, verb="export", target=name, reason=reason, assessment=assessment)
    return files


def _submission(item: BatchItem) -> Submission:
    """As far as who started the job may see it today."""
    rows = access.batch_submissions(item.batch.requested_by).select_related("scheme", "project_scheme")
    submission = rows.filter(pk=item.submission_id or 0).first()
    if submission is None:
        raise Unmakeable(NO_MORE)
    return submission


def archive(item: BatchItem) -> list[dict[str, Any]]:
    """Everything that could be made, in one file on the disk; memory does not grow with it."""
    batch = item.batch
    name = f"批量文件-{timezone.localdate(batch.requested_at):%Y%m%d}-{batch.pk}.zip"
    with kept(name, f"{batch.pk}-{item.key}.zip", renewing(item)) as (target, facts):
        for made in _made(item):
            _add_documents(target, made, batch.options["formats"])
        if batch.options.get("summary"):
            _add_summary(target, item)
    return [facts]


def _made(item: BatchItem) -> Iterator[BatchItem]:
    """Parts that are done, a few in memory at a time."""
    parts = item.batch.items.filter(step=BatchItem.Step.PART, state=BatchItem.State.DONE)
    shown = parts.select_related("assessment__department", "assessment__fiscal_year").order_by("number")
    yield from shown.iterator(chunk_size=100)


def _add_documents(target: Archive, made: BatchItem, formats: list[str]) -> None:
    rows = Submission.objects.select_related(
        "assessment__department", "assessment__fiscal_year", "outline", "scheme", "project_scheme"
    )
    submission = rows.get(pk=made.submission_id)
    row = submission.assessment
    year, department = row.fiscal_year.year, row.department_name
    folder = f"{year}年度/{safe_name(f'{row.department.code} {department}')}"
    for extension in formats:
        kind = "自评表" if extension == "xlsx" else "自评结果"
        name = f"{year}年度{safe_name(department)[:40]}整体绩效{kind}.{extension}"
        target.add(f"{folder}/{name}", documents.document_bytes(submission, extension))


def _add_summary(target: Archive, item: BatchItem) -> None:
    """What the departments' own figures add up to, as a workbook and as a document."""
    batch, found = item.batch, lines_of(item.batch)
    missing: list[tuple[Line, str]] = [(x, x.error) for x in found if x.error]
    there = [x for x in found if not x.error]
    with book_of(there, missing) as chunks:
        target.add("汇总表.xlsx", chunks)
    content = report_of(batch, there, missing)
    frozen = Frozen(None, verifying.sha256_of([str(batch.pk).encode()]), batch.requested_at)
    target.add("汇总报告.pdf", documents.DOCUMENTS["pdf"].render(content, frozen))

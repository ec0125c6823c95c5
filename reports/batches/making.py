"""What each kind of job makes of an item: one function for a department's share, one for the archive."""

from collections.abc import Callable
from typing import Any

from departments.models import Batch, BatchItem

from . import documents, dossiers, enrolment, issuing, monitoring, treasury
from .refusal import Unmakeable

__all__ = ["Unmakeable", "make"]

Files = list[dict[str, Any]]
Maker = Callable[[BatchItem], Files]
MONITORING = "monitoring"
"""批量文件 of a round of monitoring."""
MAKERS: dict[tuple[str, str], Maker] = {
    (Batch.Kind.DOCUMENTS, BatchItem.Step.PART): documents.part,
    (Batch.Kind.DOCUMENTS, BatchItem.Step.ARCHIVE): documents.archive,
    (Batch.Kind.DOSSIERS, BatchItem.Step.PART): dossiers.part,
    (Batch.Kind.DOSSIERS, BatchItem.Step.ARCHIVE): dossiers.archive,
    (MONITORING, BatchItem.Step.PART): monitoring.part,
    (MONITORING, BatchItem.Step.ARCHIVE): monitoring.archive,
    (Batch.Kind.ISSUE, BatchItem.Step.PART): issuing.part,
    (Batch.Kind.TREASURY_PREVIEW, BatchItem.Step.PART): treasury.preview,
    (Batch.Kind.TREASURY, BatchItem.Step.PART): treasury.part,
    (Batch.Kind.ENROLMENT_PREVIEW, BatchItem.Step.PART): enrolment.preview,
    (Batch.Kind.ENROLMENT, BatchItem.Step.PART): enrolment.part,
}


def make(item: BatchItem) -> Files:
    """The results: name, size, SHA-256. Raises Unmakeable in words for people, batch_items.Lost."""
    kind = MONITORING if "round" in item.batch.options else item.batch.kind
    maker = MAKERS.get((kind, item.step))
    return maker(item) if maker else []  # a job without a file has only its end left

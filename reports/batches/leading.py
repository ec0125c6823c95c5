"""Where the page of a job without a file leads: to what it found, or back to where it was started."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from departments.batches import Progress
from departments.long_jobs import Told
from departments.models import Batch, EnrolmentImport, TreasuryImport

WHOLE = (Batch.Kind.TREASURY, Batch.Kind.ENROLMENT)
"""Kinds that write everything or nothing."""


@dataclass(frozen=True)
class Lead:
    label: str
    address: str
    is_next: bool = False
    """What most people want now."""


def leads(batch: Batch, progress: Progress, told: Told) -> list[Lead]:
    """Buttons of the job's page, the likeliest first."""
    found = _LEADS.get(Batch.Kind(batch.kind))
    return list(found(batch, progress, told)) if found else []


def _of_issuing(batch: Batch, progress: Progress, told: Told) -> Iterator[Lead]:
    yield Lead("回到年度", reverse("departments:year", args=[batch.options["year"]]))


def _of_treasury(batch: Batch, progress: Progress, told: Told) -> Iterator[Lead]:
    """To the preview while the file waits and nobody works on it."""
    waiting = TreasuryImport.objects.filter(pk=batch.options["upload"], status="previewed")
    if not batch.is_open and waiting.exists():
        is_done = batch.kind == Batch.Kind.TREASURY_PREVIEW and bool(progress.done)
        address = reverse("reports:treasury_import", args=[batch.options["upload"]])
        yield Lead(told.left or ("看预览" if is_done else "回到预览"), address, is_done)
    yield Lead("回到财政数据", reverse("reports:treasury", args=[batch.options["year"]]))


def _of_enrolment(batch: Batch, progress: Progress, told: Told) -> Iterator[Lead]:
    """To the preview, or to the first passwords, while nobody works on it."""
    upload = EnrolmentImport.objects.filter(pk=batch.options["upload"]).values("status", "passwords").first()
    if upload and not batch.is_open:
        label = "看结果" if upload["status"] == "confirmed" else told.left or "看预览"
        label = "取初始密码表" if upload["passwords"] else label
        address = reverse("reports:enrolment_import", args=[batch.options["upload"]])
        yield Lead(label, address, is_next=True)
    yield Lead("回到导入部门和用户", reverse("reports:enrolment"))


_LEADS: dict[Batch.Kind, Callable[[Batch, Progress, Told], Iterator[Lead]]] = {
    Batch.Kind.ISSUE: _of_issuing,
    Batch.Kind.TREASURY_PREVIEW: _of_treasury,
    Batch.Kind.TREASURY: _of_treasury,
    Batch.Kind.ENROLMENT_PREVIEW: _of_enrolment,
    Batch.Kind.ENROLMENT: _of_enrolment,
}

"""病毒检查 of 佐证材料, where a scanner is set: by a worker, after the upload is kept; nobody waits for it.

`scan` may run any number of times, anywhere: what has its verdict is left alone. What was there before a
scanner was set, and what could not be checked, `manage.py scan_evidence` takes up.
"""

import logging
from datetime import timedelta
from io import BytesIO
from typing import BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django_tasks import task

from . import audit
from .filing.clamd import BadAddress, Scanner, Unreachable, Verdict
from .models import Assessment, Evidence, User

__all__ = [
    "BadAddress", "Unreachable", "answers", "ask", "counts", "found_in", "is_in_doubt", "is_on",
    "is_withheld", "later", "scan", "waiting",
]  # fmt: skip

Scan = Evidence.Scan
DECIDED = (Scan.CLEAN, Scan.INFECTED)
READING_SECONDS = 5.0
"""How long somebody who uploads a workbook waits for the scanner."""
LOST = "文件已不在存储中"

_log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=5)
"""After which a scanner that did not answer is asked again."""


def is_on() -> bool:
    """Whether files are asked about at all."""
    return bool(settings.SCANNER)


def scanner(seconds: float | None = None) -> Scanner:
    """The one that is set. Raises BadAddress."""
    return Scanner.at(settings.SCANNER, seconds=seconds or settings.SCANNER_SECONDS)


def answers() -> bool | None:
    """Whether the scanner is there; None where none is set."""
    try:
        return scanner().answers() if is_on() else None
    except BadAddress:
        return False


def is_in_doubt(row: Evidence) -> bool:
    """Whether something was found in the file or, where a scanner is set, nobody knows yet."""
    return row.scan == Scan.INFECTED or (is_on() and row.scan != Scan.CLEAN)


def is_withheld(row: Evidence, person: User) -> bool:
    """Whether this person may not open the file now.

    What something was found in, nobody opens; what has no verdict yet, only the one who sent it.
    """
    return is_in_doubt(row) and (row.scan == Scan.INFECTED or row.uploaded_by_id != person.pk)


def waiting(*, again: bool = False) -> QuerySet[Evidence]:
    """Files without a verdict, the oldest first; `again` with those that could not be checked."""
    states = [Scan.PENDING, Scan.UNCHECKED] if again else [Scan.PENDING]
    return Evidence.objects.filter(scan__in=states).order_by("uploaded_at", "pk")


def counts() -> dict[str, int]:
    """State → how many files are in it, for operators."""
    found = dict(Evidence.objects.order_by().values_list("scan").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Scan.values}


def later(pk: int) -> None:
    """Have a file checked without anybody waiting; the request stands or falls with the transaction."""
    if is_on():
        check.enqueue(pk)


@task()
def check(pk: int) -> str:
    """A worker's part: the state the file has then. A scanner that is away is asked again in a while."""
    try:
        return scan(pk)
    except (Unreachable, BadAddress) as away:
        _log.warning("The scan of evidence %s is put off: %s", pk, away)
        check.using(run_after=timezone.now() + AGAIN).enqueue(pk)
        return Scan.PENDING


def scan(pk: int, *, again: bool = False) -> str:
    """Ask about one file and keep the verdict; the state it has then. Raises Unreachable, BadAddress."""
    row = waiting(again=again).filter(pk=pk).first()
    if row is None:
        return ""
    verdict = ask(row)
    with transaction.atomic():
        locked = waiting(again=True).select_for_update().filter(pk=pk).first()
        if locked is None:
            return ""
        return _keep(locked, verdict)


def ask(row: Evidence) -> Verdict:
    """What the scanner says of a file; nothing is written. Raises Unreachable, BadAddress."""
    try:
        with row.file.open("rb") as file:
            return scanner().scan(cast(BinaryIO, file))
    except FileNotFoundError:
        return Verdict(problem=LOST)


def found_in(content: bytes, name: str, assessment: Assessment, *, by: User | None) -> str:
    """What the scanner finds in a file that is only read and never kept; "" where it finds or says nothing.

    Such a file is read in a child with limits and goes to nobody, so a scanner that is away stops no import.
    """
    if not is_on():
        return ""
    try:
        found = scanner(seconds=READING_SECONDS).scan(BytesIO(content)).found
    except (Unreachable, BadAddress):
        _log.warning("A workbook was read without a scan", exc_info=True)
        return ""
    if found:
        with transaction.atomic():
            changes = [audit.change(name, "病毒检查", None, f"发现问题，没有读取（{found}）")]
            audit.record("scan", by=by, target=name, assessment=assessment, changes=changes)
    return found


def _keep(row: Evidence, verdict: Verdict) -> str:
    state = Scan.INFECTED if verdict.found else Scan.UNCHECKED if verdict.problem else Scan.CLEAN
    words = verdict.found or verdict.problem
    if (row.scan, row.scan_words) == (state, words):
        return state
    before, row.scan, row.scan_words = row.get_scan_display(), state, words
    row.save(update_fields=["scan", "scan_words"])
    told = f"{row.get_scan_display()}（{words}）" if words else row.get_scan_display()
    changes = [audit.change(row, "病毒检查", before, told)]
    audit.record("scan", by=None, target=row, assessment=row.assessment, changes=changes)
    return state

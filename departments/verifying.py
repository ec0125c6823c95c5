"""核验: whether a file or a SHA-256 is one that the system froze or handed out, and what became of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from .models import Assessment, IssuedDocument, Submission

LABELS = {"pdf": "PDF文件", "docx": "Word文件", "xlsx": "Excel文件", "": "送审稿"}
"""Format → what was verified."""


@dataclass(frozen=True)
class Verified:
    """What a hash stands for: a frozen submission, or a file made of one."""

    submission: Submission
    kind: str
    is_latest: bool

    @property
    def standing(self) -> str:
        """What the version counts for today."""
        assessment = self.submission.assessment
        if not self.is_latest:
            return "已被后来的送审稿取代"
        return str(Assessment.Status(assessment.status).label)


def note(submission: Submission, extension: str, content: bytes) -> None:
    """Keep the fingerprint of a document about to be handed out."""
    IssuedDocument.objects.get_or_create(
        submission=submission, format=extension, sha256=sha256_of([content]), defaults={"size": len(content)}
    )


def sha256_of(chunks: Iterable[bytes]) -> str:
    """SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def verify(sha256: str) -> list[Verified]:
    """Everything the hash stands for; [] when it is unknown. Two queries and one for each find."""
    wanted = sha256.strip().lower()
    rows = Submission.objects.select_related("assessment__department", "assessment__fiscal_year")
    frozen = [(row, "") for row in rows.filter(sha256=wanted)]
    issued = IssuedDocument.objects.filter(sha256=wanted).select_related(
        "submission__assessment__department", "submission__assessment__fiscal_year"
    )
    found = frozen + [(document.submission, document.format) for document in issued]
    return [Verified(row, LABELS.get(kind, kind), _is_latest(row)) for row, kind in found]


def _is_latest(row: Submission) -> bool:
    return not Submission.objects.filter(assessment=row.assessment_id, number__gt=row.number).exists()

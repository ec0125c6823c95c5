"""Documents of a submission: rendered once, kept by content hash, read ever after."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate

from departments import audit, precheck, queries, verifying, waiving
from departments.models import Assessment, Submission
from departments.scoring.facts import AssessmentFacts
from departments.scoring.scorecard import Scorecard, score

from .content import ReportContent, content_of
from .formats import docx, pdf, xlsx
from .formats.frozen import Frozen
from .tables.waivers import Waived, waived_in

VERSION = 4
"""Grows when the look of any document changes, so that kept files are not taken for the new ones."""


@dataclass(frozen=True)
class Document:
    """One format."""

    label: str
    content_type: str
    render: Callable[[ReportContent, Frozen | None], bytes]


_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = {
    "pdf": Document("PDF", "application/pdf", pdf.render),
    "docx": Document("Word", f"{_OFFICE}.wordprocessingml.document", docx.render),
    "xlsx": Document("Excel", f"{_OFFICE}.spreadsheetml.sheet", xlsx.render),
}
"""Format → how it is made; a new document is a row here."""


def content_of_submission(submission: Submission) -> ReportContent:
    """The document of what was frozen; nothing that can change is read."""
    return content_of(
        queries.facts_of(submission),
        tuple(Scorecard.from_dict(card) for card in submission.scorecards),
        submission.outline.data,
        draft=False,
        **as_frozen(submission),
    )


def as_frozen(submission: Submission) -> dict[str, Any]:
    """What a document says besides facts and scores: 填报日期 and what was waived."""
    waived = waived_in(submission.waivers, submission.findings)
    return {"filled_on": _filled_on(submission), "waived": waived}


def _filled_on(submission: Submission) -> str:
    """填报日期 as it was frozen; the day of 送审 where none was filled in."""
    day = parse_date(submission.basics.get("filled_on", "")) or localdate(submission.submitted_at)
    return f"{day.year}年{day.month}月{day.day}日"


def content_of_draft(assessment: Assessment) -> ReportContent:
    """The document of the present facts, marked 草稿 on every page."""
    facts = queries.facts_for(assessment)
    filled_on = f"{assessment.filled_on:%Y年%-m月%-d日}" if assessment.filled_on else ""
    outline = assessment.fiscal_year.outline.data
    cards = score(facts)
    waived = _waived_now(assessment, facts, cards)
    return content_of(facts, cards, outline, draft=True, filled_on=filled_on, waived=waived)


def _waived_now(
    assessment: Assessment, facts: AssessmentFacts, cards: tuple[Scorecard, ...]
) -> tuple[Waived, ...]:
    """The waivers in force that a present finding needs."""
    if not (in_force := waiving.in_force(assessment)):
        return ()
    findings = precheck.findings_of(facts, cards)
    return waived_in(waiving.to_freeze(findings, in_force), [x.to_dict() for x in findings])


def document_bytes(submission: Submission, extension: str) -> bytes:
    """The document of a submission, from the file kept for it or rendered now."""
    name = _kept_at(submission, extension)
    if (content := _kept(name)) is not None:
        verifying.note(submission, extension, content)
        return content
    frozen = Frozen(submission.facts, submission.sha256, submission.submitted_at)
    rendered = DOCUMENTS[extension].render(content_of_submission(submission), frozen)
    _keep(name, rendered)
    verifying.note(submission, extension, rendered)
    return rendered


def public_bytes(submission: Submission) -> bytes:
    """The PDF for everybody: the same pages without the assessment file, which holds more than they print.

    Drawn once; its fingerprint is noted before it is kept, so whatever was handed out can be verified.
    """
    name = _kept_at(submission, "public.pdf")
    if (kept := _kept(name)) is not None:
        return kept
    content = content_of_submission(submission)
    rendered = DOCUMENTS["pdf"].render(content, Frozen(None, submission.sha256, submission.submitted_at))
    with transaction.atomic():
        verifying.note(submission, "pdf", rendered)
        audit.seal(by=None, verb="export", target=file_name(content, "pdf"), reason="公开文件首次生成")
    _keep(name, rendered)
    return rendered


def file_name(content: ReportContent, extension: str) -> str:
    """2020年度武汉市东西湖区商务局部门整体绩效自评结果.pdf; a draft says so."""
    kind = "自评表" if extension == "xlsx" else "自评结果"
    name = f"{content.year}年度{content.department}部门整体绩效{kind}"
    return f"{name}{'（草稿）' if content.draft else ''}.{extension}"


def _kept_at(submission: Submission, extension: str) -> str:
    """Equal facts submitted on another day are another document: its date is printed."""
    told = f"{submission.sha256} {submission.submitted_at.isoformat()} {submission.outline.key}"
    name = hashlib.sha256(told.encode()).hexdigest()
    return f"documents/{name}-{VERSION}.{extension}"


def kept_or(name: str, render: Callable[[], bytes]) -> bytes:
    """The document of that name, rendered where it is not kept yet."""
    if (content := _kept(name)) is None:
        content = render()
        _keep(name, content)
    return content


def _kept(name: str) -> bytes | None:
    """A document made before; None where there is none."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _keep(name: str, content: bytes) -> None:
    """Whole or not at all, as storages save. Whoever made the same meanwhile made the same bytes."""
    stored = default_storage.save(name, ContentFile(content))
    if stored != name:
        default_storage.delete(stored)

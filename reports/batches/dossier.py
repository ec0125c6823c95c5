"""The files of one department's dossier, one after the other, and what its index tells."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone

from departments import access, remark_threads, scanning
from departments.audit import reading, words
from departments.models import Assessment, AuditEvent, Evidence, Remark, Review, Submission, User
from departments.scoring.rounding import printed

from .. import documents
from ..formats import csv_lines, remarks
from ..formats.audit_lines import HEADS, values_of

File = tuple[str, bytes | Iterable[bytes]]
OPINIONS = remarks.HEADS
LOG = ("序号", "时间", "人员", "角色", "操作", "结果", "对象", "变更处数", "理由", "送审稿SHA-256", "摘要")
_FROZEN = ("scorecards", "findings", "explanations", "waivers", "evidence", "basics")


class Dossier:
    """One self-assessment for `reader`; `lost` fills with evidence whose file is not there."""

    def __init__(self, assessment: Assessment, reader: User) -> None:
        self.assessment, self.reader = assessment, reader
        self.lost: list[str] = []
        self.versions: list[Submission] = []

    def files(self, versions: Iterable[Submission], formats: Sequence[str]) -> Iterator[File]:
        """Name below the folder, and content. One version is in memory at a time."""
        cited: dict[str, str] = {}
        for submission in versions:
            if self.is_whole:
                yield from _version(submission, formats)
            cited |= {x["sha256"]: x["name"] for x in submission.evidence}
            self.versions.append(_lean(submission))
        if self.is_whole:
            yield from self._evidence(cited)
            yield "审核意见.csv", _lines(OPINIONS, self._opinions())
        yield "日志.csv", _lines(HEADS if self.is_full_log else LOG, self._log())

    def _evidence(self, cited: dict[str, str]) -> Iterator[File]:
        """Every file that a version cites, by its hash; the name is that of the latest version."""
        there = {row.sha256: row for row in Evidence.objects.filter(assessment=self.assessment)}
        for sha256, name in cited.items():
            row = there.get(sha256)
            if row is None or not row.file.storage.exists(str(row.file.name)):
                self.lost.append(name)
            elif scanning.is_withheld(row, self.reader):
                self.lost.append(f"{name}（病毒检查：{row.get_scan_display()}）")
            else:
                yield f"佐证材料/{name}", _chunks(row)

    @cached_property
    def is_whole(self) -> bool:
        """审计管理员 have the log and the hashes of every version; the content is not theirs to read."""
        return access.visible_submissions(self.reader).filter(assessment=self.assessment).exists()

    @cached_property
    def reviews(self) -> list[Review]:
        """What bodies decided about every version."""
        rows = Review.objects.filter(submission__assessment=self.assessment)
        return list(rows.select_related("submission", "body", "reviewer"))

    @cached_property
    def remarks(self) -> list[Remark]:
        """What reviewers said, and all that followed it."""
        return list(remark_threads.of(self.assessment))

    def _opinions(self) -> Iterator[Sequence[str]]:
        """What was decided about each version, then the remarks."""
        for x in self.reviews:
            said = "；".join(filter(None, [x.statement, x.reason]))
            score = f"复核得分{printed(x.total)}，{x.grade}" if x.total is not None else ""
            at = (f"第{x.submission.number}稿", _at(x.reviewed_at), str(x.body), x.decided_by)
            yield ("", "整体", score, *at, str(x.get_verdict_display()), said)
        yield from remarks.rows_of(self.remarks)

    @property
    def is_full_log(self) -> bool:
        """审计管理员 have every value in the log; others who did what and when."""
        return reading.may_read(self.reader)

    def _log(self) -> Iterator[Sequence[str]]:
        events = AuditEvent.objects.filter(assessment=self.assessment).order_by("number")
        yield from map(values_of if self.is_full_log else _brief, events.iterator(500))


def _version(submission: Submission, formats: Sequence[str]) -> Iterator[File]:
    folder = f"第{submission.number}稿"
    yield f"{folder}/自评数据.json", _json(submission.facts)
    told = {name: getattr(submission, name) for name in _FROZEN}
    told |= {
        "sha256": submission.sha256, "number": submission.number,
        "submitted_at": submission.submitted_at.isoformat(), "submitted_by": submission.submitted_by_name,
        "scheme": submission.scheme.key, "outline": submission.outline.key,
    }  # fmt: skip
    yield f"{folder}/送审记录.json", _json(told)
    for extension in formats:
        name = "自评表.xlsx" if extension == "xlsx" else f"自评报告.{extension}"
        yield f"{folder}/{name}", documents.document_bytes(submission, extension)


def _lean(submission: Submission) -> Submission:
    """What the index tells of a version; its large columns are let go."""
    for name in ("facts", *_FROZEN):
        setattr(submission, name, None)
    return submission


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _chunks(row: Evidence) -> Iterator[bytes]:
    with row.file.open("rb") as file:
        yield from file.chunks()


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    return (line.encode() for line in csv_lines.lines(heads, rows))


def _brief(event: AuditEvent) -> Sequence[str]:
    return (
        str(event.number), _at(event.at), event.actor_name, event.actor_roles, words.called(event.verb),
        str(event.get_result_display()), event.target, str(len(event.changes)), event.why,
        event.submission_sha256, event.hash,
    )  # fmt: skip


def _at(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""

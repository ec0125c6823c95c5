"""An 审核意见 as a page shows it: the remark, what followed, and what this person may do with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from departments import access, remark_threads, remarks
from departments.models import Assessment, Remark, RemarkEntry, Submission, User

from . import places


@dataclass(frozen=True)
class Thread:
    """One remark on the reviewer's side."""

    remark: Remark
    may_follow_up: bool = False
    may_take_back: bool = False

    @property
    def entries(self) -> Sequence[RemarkEntry]:
        return list(self.remark.entries.all())

    @property
    def last(self) -> RemarkEntry | None:
        """What was said or done last."""
        return next(reversed(self.entries), None)


@dataclass(frozen=True)
class Answerable(Thread):
    """One remark on the department's side, with the link to its place."""

    url: str = ""
    draft: str = ""
    """This round's answer, which may still be reworded."""


def for_reviewer(submission: Submission, user: User) -> list[Thread]:
    """Every remark said up to this submission, as the reviewer meets it."""
    body = submission.assessment.stage if access.may_review(user, submission) else None
    return [
        Thread(
            row,
            remarks.may_follow_up(body, row),
            body is not None and remarks.may_take_back(user, row, submission),
        )
        for row in remark_threads.at(submission)
    ]


def for_department(assessment: Assessment, latest: Submission | None) -> list[Answerable]:
    """Every remark on the self-assessment, as the department meets it: what is to be answered first."""
    rows = sorted(remark_threads.of(assessment), key=lambda row: (row.is_resolved, not row.is_asked))
    return [
        Answerable(row, url=places.link_row(assessment, row.key, row.field), draft=_draft(row, latest))
        for row in rows
    ]


def _draft(remark: Remark, latest: Submission | None) -> str:
    last = next(reversed(remark.entries.all()), None)
    is_this_round = last is not None and last.kind == RemarkEntry.Kind.ANSWER
    return last.text if last and latest and is_this_round and last.submission_id == latest.pk else ""

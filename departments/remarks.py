"""审核意见: said at a place of a submission, answered before the next one, asked again or resolved on it.

`remark_threads` reads them.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from . import access, audit, holding
from .models import Assessment, Department, Remark, RemarkEntry, Submission, User

Kind, State = RemarkEntry.Kind, Remark.State
VERBS: dict[str, str] = {
    Kind.ANSWER: "answer", Kind.QUESTION: "remark_ask", Kind.RESOLVED: "remark_resolve",
    Kind.REOPENED: "remark_reopen",
}  # fmt: skip
"""Kind of an entry → verb of the audit record."""


class NotAnswerable(Exception):
    """The remark cannot be answered or followed up now; the message says why."""


@transaction.atomic
def add(
    submission: Submission,
    *,
    body: Department,
    by: User,
    text: str,
    place: str,
    key: str = "",
    field: str = "",
) -> Remark:
    """Pin a remark to a cell (`key`, `field`), a row, or the whole submission."""
    remark = Remark.objects.create(
        submission=submission, body=body, reviewer=by, reviewer_called=access.called(by, "remark", body),
        text=text, place=place, key=key, field=field,
    )  # fmt: skip
    _record("remark", remark, submission, by=by, change=audit.change(place, "审核意见", None, text))
    return remark


@transaction.atomic
def answer(remark: Remark, *, by: User, text: str) -> None:
    """答复, or this round's answer in other words, while the department may edit. Raises NotAnswerable."""
    assessment = holding.hold(remark.submission.assessment)
    remark = _locked(remark)
    if not assessment.is_editable:
        raise NotAnswerable("自评已送审，不能再修改答复。")
    if remark.is_resolved:
        raise NotAnswerable("这条意见已经解决，不用再答复。")
    latest, last = assessment.submissions.order_by("-number")[0], remark.entries.last()
    if last is None or last.kind != Kind.ANSWER or last.submission_id != latest.pk:
        _enter(remark, Kind.ANSWER, latest, body=assessment.department, by=by, text=text)
    else:
        _reword(last, by=by, text=text)


def _reword(entry: RemarkEntry, *, by: User, text: str) -> None:
    change = audit.change(entry.remark.place, "答复", entry.text, text)
    entry.text, entry.person, entry.said_at = text, by, timezone.now()
    entry.called = access.called(by, "answer", entry.body)
    entry.save(update_fields=["text", "person", "called", "said_at"])
    _record("answer", entry.remark, entry.submission, by=by, change=change)


@transaction.atomic
def ask(remark: Remark, submission: Submission, *, by: User, text: str) -> None:
    """再问: the answer is not enough; the department owes another. Raises PermissionDenied, NotAnswerable."""
    remark, body = _reviewed(remark, submission, by=by)
    if remark.is_resolved:
        raise NotAnswerable("这条意见已经解决；要再问，请先重新打开。")
    _enter(remark, Kind.QUESTION, submission, body=body, by=by, text=text)


@transaction.atomic
def resolve(remark: Remark, submission: Submission, *, by: User) -> None:
    """已解决: nothing more is asked. Raises PermissionDenied, NotAnswerable."""
    remark, body = _reviewed(remark, submission, by=by)
    if remark.is_resolved:
        raise NotAnswerable("这条意见已经解决，请勿重复操作。")
    _enter(remark, Kind.RESOLVED, submission, body=body, by=by)


@transaction.atomic
def reopen(remark: Remark, submission: Submission, *, by: User) -> None:
    """重新打开: it stands again as it did before it was resolved. Raises PermissionDenied, NotAnswerable."""
    remark, body = _reviewed(remark, submission, by=by)
    if not remark.is_resolved:
        raise NotAnswerable("这条意见没有标为已解决，不用重新打开。")
    _enter(remark, Kind.REOPENED, submission, body=body, by=by)


@transaction.atomic
def take_back(remark: Remark, submission: Submission, *, by: User) -> None:
    """The reviewer strikes an own remark or 再问 before deciding; the audit record keeps it."""
    holding.for_review(submission, by=by)
    remark = _locked(remark)
    if not may_take_back(by, remark, submission):
        raise PermissionDenied
    last = remark.entries.last()
    said = last.text if last else remark.text
    change = audit.change(remark.place, "再问" if last else "审核意见", said, None)
    _record("remark_ask" if last else "remark", remark, submission, by=by, change=change)
    if last is None:
        remark.delete()
    else:
        last.delete()
        _stand(remark)


def may_follow_up(body: Department | None, remark: Remark) -> bool:
    """再问, 已解决, 重新打开: the body that said it, and those above it."""
    return body is not None and remark.body.path.startswith(body.path)


def may_take_back(user: User, remark: Remark, submission: Submission) -> bool:
    """What was said last about it is the person's own, and about this submission."""
    entries = list(remark.entries.all())
    if not entries:
        return remark.reviewer_id == user.pk and remark.submission_id == submission.pk
    last = entries[-1]
    is_own = last.kind == Kind.QUESTION and last.person_id == user.pk
    return is_own and last.submission_id == submission.pk


def _reviewed(remark: Remark, submission: Submission, *, by: User) -> tuple[Remark, Department]:
    body = holding.for_review(submission, by=by)
    remark = _locked(remark)
    if not may_follow_up(body, remark):
        raise PermissionDenied
    return remark, body


def _locked(remark: Remark) -> Remark:
    """As it stands now that its self-assessment is held."""
    return Remark.objects.select_related("body", "submission__assessment").get(pk=remark.pk)


def _enter(
    remark: Remark, kind: str, submission: Submission, *, body: Department, by: User, text: str = ""
) -> None:
    verb = VERBS[kind]
    entry = RemarkEntry.objects.create(
        remark=remark, kind=kind, submission=submission, body=body, person=by, text=text,
        called=access.called(by, verb, body), said_at=timezone.now(),
    )  # fmt: skip
    before = remark.get_state_display()
    _stand(remark)
    said: tuple[Any, Any, Any] = ("现状", before, remark.get_state_display())
    if text:
        said = (entry.get_kind_display(), None, text)
    _record(verb, remark, submission, by=by, change=audit.change(remark.place, *said))


def _stand(remark: Remark) -> None:
    """待答复, 已答复 or 已解决, by what was said last."""
    kinds = list(remark.entries.values_list("kind", flat=True))
    spoken = [kind for kind in kinds if kind in RemarkEntry.SPOKEN]
    is_answered = spoken[-1:] == [Kind.ANSWER]
    remark.state = State.ANSWERED if is_answered else State.ASKED
    if kinds[-1:] == [Kind.RESOLVED]:
        remark.state = State.RESOLVED
    remark.save(update_fields=["state"])


def _record(verb: str, remark: Remark, submission: Submission, *, by: User, change: audit.Change) -> None:
    assessment: Assessment = remark.submission.assessment
    audit.record(verb, by=by, target=remark, assessment=assessment, changes=[change], submission=submission)

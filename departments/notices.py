"""通知: who is told what, in the transaction of what happened. Nothing else writes notices.

A verb calls `moved`, `issued` …; each finds the people by `access` and calls `tell`. The inbox is all there
is here; `letters` says by mail that it holds something.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from . import access, remark_threads
from .models import Assessment, FiscalYear, Notice, User
from .statements import answers_to

Kind = Notice.Kind
_BATCH = 500
MOST_COUNTED = 99
"""Nobody needs to know how many more there are, and counting them takes time."""
TO_OWN: dict[str, tuple[str, str]] = {
    "approve": (Kind.DECIDED, "{by}已审核通过。"),
    "publish": (Kind.DECIDED, "{by}已公开自评结果。"),
    "unpublish": (Kind.DECIDED, "{by}已撤回公开。"),
    "return_for_revision": (Kind.RETURNED, "{by}已退回，请按意见修改后重新送审。"),
    "reopen": (Kind.RETURNED, "{by}已取消审核，请修改后重新送审。"),
}
"""Verb → kind and words for 填报人 and 负责人 of the department."""
ASKED = {
    Kind.SIGN: "已送审，等待您签批。",
    Kind.REVIEW: "已送审，等待您审核。",
    Kind.ANSWERED: "已逐条答复您的审核意见并重新送审，等待您审核。",
}
"""Kind → words for those whose turn it is."""


def tell(
    people: Iterable[User], kind: str, text: str, *, assessment: Assessment | None = None,
    address: str = "", detail: str = "", once: str = "",
) -> None:  # fmt: skip
    """Put it into the inbox of each. With `once`, whoever was told so already is not told again."""
    at = assessment.get_absolute_url() if assessment and not address else address
    add(
        Notice(
            person=person, kind=kind, text=text, assessment=assessment, address=at,
            detail=detail[:2000], once=once,
        )
        for person in people
    )  # fmt: skip


def add(rows: Iterable[Notice]) -> None:
    """Many at once; those told already are left out."""
    Notice.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


def moved(verb: str, assessment: Assessment, *, by: User, reason: str = "") -> None:
    """After a verb of the workflow: what was asked before is done with, and the next people are asked."""
    settle(assessment)
    if said := TO_OWN.get(verb):
        kind, text = said
        own = access.own_people([assessment]).get(assessment.department_id, [])
        told = [x for x in own if x != by]
        words = text.format(by=_body(verb, assessment)) + _owed(assessment)
        tell(told, kind, words, assessment=assessment, detail=reason)
    answered = _answered(assessment) if assessment.stage_id else set()
    for person in access.whose_turn(assessment):
        kind = _asked(assessment, person, answered)
        tell([person], kind, ASKED[kind], assessment=assessment)


def _owed(assessment: Assessment) -> str:
    """How many 审核意见 have come back with it."""
    is_back = assessment.status == Assessment.Status.RETURNED
    number = remark_threads.unanswered(assessment) if is_back else 0
    return f"有{number}条审核意见待答复。" if number else ""


def _asked(assessment: Assessment, person: User, answered: set[int]) -> Kind:
    if assessment.stage_id == assessment.department_id:
        return Kind.SIGN
    return Kind.ANSWERED if person.pk in answered else Kind.REVIEW


def _body(verb: str, assessment: Assessment) -> str:
    """Who decided, as the department knows them."""
    if verb == "return_for_revision":
        latest = assessment.submissions.first()
        review = latest and latest.reviews.filter(verdict="returned").select_related("body").last()
        return str(review.body) if review else ""
    return str(assessment.fiscal_year.authority)


def _answered(assessment: Assessment) -> set[int]:
    """The reviewers whose remarks on the submission before the present one were answered."""
    before = assessment.submissions.order_by("-number").only("pk")[1:2]
    return set().union(*(remark_threads.answered_of(row) for row in before))


def settle(assessment: Assessment) -> None:
    """What still asks for the step that was just taken counts as read, for everybody."""
    asking = Notice.objects.filter(assessment=assessment, kind__in=Notice.ASKING, read_at=None)
    asking.update(read_at=timezone.now())


def issued(assessments: Iterable[Assessment]) -> None:
    """下达: each department's people learn of their new task. `fiscal_year` is the same for all."""
    rows = list(assessments)
    people = access.own_people(rows)
    add(_issue(row, person) for row in rows for person in people.get(row.department_id, []))


def _issue(row: Assessment, person: User) -> Notice:
    """While the window is open there is no second notice on the day it opens."""
    year, today = row.fiscal_year, timezone.localdate()
    text = f"{year.year}年度自评任务已下达，填报期{year.opens}至{year.closes}，应报日期{year.due}。"
    once = f"opened:{row.pk}" if year.opens <= today else f"issued:{row.pk}"
    address = row.get_absolute_url()
    return Notice(person=person, kind=Kind.ISSUED, assessment=row, text=text, address=address, once=once)


def extended(year: FiscalYear, departments: Iterable[int], *, closes: date, reason: str) -> None:
    """延期批准: the people of each department that has a self-assessment learn until when."""
    rows = list(Assessment.objects.filter(fiscal_year=year, department__in=list(departments)))
    people, text = access.own_people(rows), f"{year.authority}已批准延期，可送审至{closes}。"
    add(
        Notice(
            person=person, kind=Kind.EXTENDED, assessment=row, text=text, detail=reason,
            address=row.get_absolute_url(),
        )
        for row in rows
        for person in people.get(row.department_id, [])
    )  # fmt: skip


def of(person: User) -> QuerySet[Notice]:
    """The person's inbox, newest first."""
    return Notice.objects.filter(person=person).select_related("assessment__fiscal_year")


def read(notices: QuerySet[Notice]) -> int:
    """已读. How many were not before."""
    return notices.filter(read_at=None).update(read_at=timezone.now())


def unread(person: User) -> int:
    """How many the person has not read, counted up to one more than `MOST_COUNTED`."""
    return len(answers_to(_unread, person.pk))


def _unread(person: int) -> QuerySet[Notice, Any]:
    rows = Notice.objects.filter(person=person, read_at=None).order_by()
    return rows.values_list("pk")[: MOST_COUNTED + 1]

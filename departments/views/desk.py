"""工作台: what waits for the person, and for managers the progress of everyone."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from departments import access, remark_threads, reopening
from departments.deadlines import Deadline, last_days
from departments.models import Assessment, Remark, User
from departments.monitoring import telling

from .listing import Listing, of_keys
from .person import signed_in
from .rectification import with_days
from .sendbacks import SendBack, latest_of

Status = Assessment.Status

NEXT = {
    Status.DRAFT: ("继续填报", "填写各部分，校验无误后送审。"),
    Status.RETURNED: ("修改", "按退回或取消审核的理由修改后重新送审。"),
    Status.SUBMITTED: ("查看", "已送审，等待审核。"),
    Status.APPROVED: ("查看", "已审核通过，可下载正式文件。"),
    Status.PUBLISHED: ("查看", "已公开。"),
}
"""State → button and what comes next, for the department itself."""

MOST_ITEMS = 20
"""整改 on the desk; the rest is in its list."""
FIRST = 5
"""Rows of the queue on the desk; the rest is on the page of reviews."""
MOST_WAITING = 100
"""The queue is counted so far."""
LARGE = ("assessment__reported", "assessment__note")
"""Columns that a list of the desk never shows."""
ORDERS = {"name": "department_name", "year": "fiscal_year__year", "due": "fiscal_year__due"}


@dataclass(frozen=True)
class Task(Deadline):
    """One self-assessment on the desk: how long there is, and what comes next."""

    sent_back: SendBack | None = None
    unanswered: int = 0
    """审核意见 that wait for an answer, once it is back with the department."""

    @property
    def button(self) -> str:
        return NEXT[Status(self.assessment.status)][0]

    @property
    def hint(self) -> str:
        return NEXT[Status(self.assessment.status)][1]


def tasks_of(assessments: QuerySet[Assessment]) -> list[Task]:
    """With their extensions and why they came back: a fixed number of queries, however many."""
    rows, today = list(assessments), timezone.localdate()
    reasons, pairs = latest_of(rows), zip(rows, last_days(rows), strict=True)
    asked = remark_threads.tally((x for x in rows if x.status == Status.RETURNED), Remark.State.ASKED)
    return [Task(row, closes, today, reasons.get(row.pk), asked.get(row.pk, 0)) for row, closes in pairs]


def in_order(tasks: list[Task]) -> list[Task]:
    """What is late first, then what is due next; what is out of the department's hands follows as it was."""
    editable = [task for task in tasks if task.assessment.is_editable]
    others = [task for task in tasks if not task.assessment.is_editable]
    return [*sorted(editable, key=lambda task: task.due), *others]


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    to_rectify = access.rectifications_to_do(user).order_by("due", "pk").defer(*LARGE)[:MOST_ITEMS]
    tasks = in_order(tasks_of(access.entry_assessments(user)))
    context: dict[str, Any] = {"tasks": tasks, "rectifications": with_days(list(to_rectify))}
    monitored = telling.on_the_desk(user)
    context["monitorings"] = of_keys(monitored, monitored.values_list("pk", flat=True)[:FIRST])
    if access.reviews_somewhere(user) or access.departments_as(user, access.Role.HEAD):
        queue = access.review_queue(user)
        waiting, first = queue.order_by()[:MOST_WAITING].count(), _first(queue)
        unresolved = remark_threads.tally(first, *remark_threads.UNRESOLVED)
        rows = [(row, unresolved.get(row.pk, 0)) for row in first]
        context |= {"is_reviewing": True, "queue": rows, "waiting": waiting, "most_waiting": MOST_WAITING}
    if access.is_managing(user) or user.is_superuser:
        context |= _progress(request, user)
    return render(request, "departments/desk/task_list.html", context)


def _first(queue: QuerySet[Assessment]) -> list[Assessment]:
    """Some of the queue, the newest year first and as they were issued; only keys are put in order."""
    keys = queue.order_by("-fiscal_year__year", "pk").values_list("pk", flat=True)[:FIRST]
    return of_keys(lean(Assessment.objects.all()), keys)


def _progress(request: HttpRequest, user: User) -> dict[str, Any]:
    """How far everybody is: one page of the list, and how many there are in every state."""
    rows = lean(access.tracked_assessments(user))
    listing = Listing.of(request, rows, ORDERS, newest=True)
    counts = rows.filter(listing.of_any_state()).order_by().values_list("status").annotate(n=Count("*"))
    number = dict(counts)
    known = number.get(listing.state, 0) if listing.state else sum(number.values())
    page = listing.page(rows.filter(listing.wanted()), number=known)
    shown, today = list(page), timezone.localdate()
    return {
        "reopen_requests": list(reopening.open_ones(user).defer(*(f"submission__{x}" for x in LARGE))),
        "user_can_set_up": True,
        "manages": access.is_managing(user),
        "listing": listing,
        "page": page,
        "progress": [Task(*pair, today) for pair in zip(shown, last_days(shown), strict=True)],
        "counts": [(key, label, number.get(key, 0)) for key, label in Status.choices],
        "total": sum(number.values()),
    }


def lean(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """What a list shows of each, without the schemes, outlines and texts, which are large."""
    rows = assessments.select_related(None).select_related("department", "stage", "fiscal_year")
    return rows.defer("reported", "note")

"""The verbs of the workflow, each a POST. A refusal says why, and a typed reason is kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from departments import access, causes, holding, once, remarks, workflow
from departments.forms.reason import VerbForm
from departments.forms.tidy import tidied
from departments.models import Assessment, AuditEvent, User
from departments.transitions import TRANSITIONS
from perfeval import suspicion

from .panel import Panel
from .person import signed_in

DONE = {
    "submit": "已送审，内容已冻结。",
    "withdraw": "已取消送审，可以继续修改。",
    "sign": "已签批。",
    "recommend": "已建议通过。",
    "approve": "已审核通过。",
    "return_for_revision": "已退回，填报人可以修改后重新送审。",
    "publish": "已公开。",
    "reopen": "已取消审核，填报人可以修改后重新送审。",
    "unpublish": "已撤回公开。",
}
"""Verb → what the person reads afterwards."""
WITHOUT_SUBMISSION = ("submit",)
"""Verbs that do not answer a submission somebody looked at."""
MOVED = "您看过之后内容又有改动，还没有送审；请看过下面的改动再送审。"
UNSEEN = "没有说明送审的是哪些内容，操作未执行；请在“校验与送审”页看过之后再送审。"
REVIEW_MOVED = "您打开页面之后，有人改过这份送审稿的复核或意见；请看过下面的改动再决定。"
REVIEWED_BY = ("review_line", "remark", *(x for x in remarks.VERBS.values() if x != "answer"))
"""Events of a review on which a decision rests besides the submission itself."""
SHOWN = 100
"""How many changes since the page was made are listed."""


class Outdated(Exception):
    """The submission the person looked at is no longer the latest."""


class Moved(Exception):
    """The draft, or the review, was changed after the person looked at it; `events` says how."""

    def __init__(self, events: list[AuditEvent]) -> None:
        self.events = events
        super().__init__(f"{len(events)}处改动")


@login_required
@require_POST
def verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    user = signed_in(request)
    assessment = get_object_or_404(access.visible_assessments(user), pk=pk)
    form = VerbForm(tidied(request.POST))
    if not form.is_valid():
        return refused(request, assessment, verb, form, "理由不能超过2000字。")
    try:
        act(assessment, verb, form.cleaned_data, by=user)
    except workflow.NotReady:
        panel = Panel.of(assessment)
        return refused(request, assessment, verb, form, "还不能送审：以下问题须先处理。", panel=panel)
    except workflow.NotAllowed as reason:
        return refused(request, assessment, verb, form, str(reason))
    except Outdated:
        return _outdated(request, assessment, verb, form)
    except Moved as moved:
        message = MOVED if verb in WITHOUT_SUBMISSION else REVIEW_MOVED
        return refused(request, assessment, verb, form, message, since=moved.events)
    messages.success(request, f"{assessment}：{DONE[verb]}")
    return redirect(_after(user, assessment, verb))


@transaction.atomic
def act(assessment: Assessment, verb: str, data: dict[str, Any], *, by: User) -> None:
    """Act once on exactly what was seen. Raises Outdated, Moved and what the verb raises."""
    if not once.is_first(data["once"], by=by):
        return
    assessment = holding.hold(assessment)
    if verb in WITHOUT_SUBMISSION:
        _must_be_as_seen(assessment, verb, data["seen"], by=by)
    else:
        latest = assessment.submissions.only("sha256").first()
        if latest is None or latest.sha256 != data["sha256"]:
            _refuse_strangers(assessment, verb, by=by)
            raise Outdated
        _must_be_reviewed_as_seen(assessment, verb, data["seen"], by=by)
    function: Callable[..., Any] = getattr(workflow, verb)
    function(assessment, by=by, **_reason(verb, data))


def _reason(verb: str, data: dict[str, Any]) -> dict[str, str]:
    """What the verb asks for besides the person."""
    asked = {"reason": data["reason"]} if TRANSITIONS[verb].needs_reason else {}
    return asked | ({"cause": data.get("cause", "")} if verb in causes.CAUSES else {})


def _must_be_as_seen(assessment: Assessment, verb: str, seen: int | None, *, by: User) -> None:
    """Nothing was written since the event that the page was made after. Raises Moved, NotAllowed."""
    if seen is None:
        _refuse_strangers(assessment, verb, by=by)
        raise workflow.NotAllowed(UNSEEN)
    later = assessment.audit_events.filter(pk__gt=seen).exclude(verb__in=TRANSITIONS)
    if events := list(later.order_by("pk")[:SHOWN]):
        raise Moved(events)


def _must_be_reviewed_as_seen(assessment: Assessment, verb: str, seen: int | None, *, by: User) -> None:
    """Nobody else changed the review after the page was made. Raises Moved."""
    if seen is None or assessment.status not in TRANSITIONS[verb].sources:
        return
    later = assessment.audit_events.filter(pk__gt=seen, verb__in=REVIEWED_BY).exclude(actor=by)
    if events := list(later.order_by("pk")[:SHOWN]):
        raise Moved(events)


def _outdated(request: HttpRequest, assessment: Assessment, verb: str, form: VerbForm) -> HttpResponse:
    latest = assessment.submissions.only("pk").first()
    seen = assessment.submissions.filter(sha256=form.cleaned_data["sha256"]).only("number").first()
    message = "您看到的不是最新送审稿，操作未执行；请看过最新送审稿后再操作。"
    number = seen.number if seen else None
    if form.cleaned_data["sha256"] and seen is None:
        suspicion.arise()
    return refused(request, assessment, verb, form, message, latest=latest, since_number=number)


def _refuse_strangers(assessment: Assessment, verb: str, *, by: User) -> None:
    """Forbidden is answered before outdated. Raises PermissionDenied."""
    transition = TRANSITIONS[verb]
    if assessment.status in transition.sources and not transition.may(by, assessment):
        raise PermissionDenied


def _after(user: User, assessment: Assessment, verb: str) -> str:
    if access.is_preparer_or_head(user, assessment):
        return assessment.get_absolute_url()
    return "departments:review_list"


def refused(
    request: HttpRequest, assessment: Assessment, verb: str, form: VerbForm, message: str, **extra: Any
) -> HttpResponse:
    """Why the verb was not carried out, with everything typed still there."""
    context = {"assessment": assessment, "verb": verb, "transition": TRANSITIONS[verb], "form": form}
    context |= {"message": message, **extra}
    return render(request, "departments/workflow/verb_form.html", context, status=409)

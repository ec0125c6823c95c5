"""批量: one decision about several submissions, each its own transaction, each answer listed."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from departments import access, workflow
from departments.forms.keys import keys_of
from departments.forms.reason import BulkForm
from departments.forms.tidy import tidied
from departments.models import Assessment, Submission, User
from departments.transitions import TRANSITIONS
from perfeval import suspicion

from . import kept
from .person import signed_in
from .verbs import Moved, Outdated, act

DECISIONS = ("sign", "recommend", "approve", "return_for_revision")
"""What can be done to several submissions that wait."""
BULK = (*DECISIONS, "publish")
"""What can be done to several submissions at once."""

FORBIDDEN = (
    "现在不轮到您所在单位办理，或须换一个人办理："
    "填报的人不签批、不审核，建议通过的人不审核通过，审核通过的人不公开。"
)


@dataclass(frozen=True)
class Answer:
    """What became of one submission; `refusal` is blank where it was done."""

    submission: Submission
    refusal: str


def offered(user: User, waiting: Collection[Assessment]) -> list[str]:
    """What the person may decide about what is listed: in a year of two steps a reviewer only recommends."""
    may = access.decisions(user, waiting)
    return [verb for verb in DECISIONS if verb in may]


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """First the list to confirm, then, confirmed, the answers."""
    user = signed_in(request)
    data = tidied(request.POST)
    form = BulkForm(data, verbs=BULK)
    asked = set(keys_of(data.getlist("chosen")))
    chosen = list(_chosen(user, asked))
    if len(chosen) < len(asked):
        suspicion.arise()
    context = {"form": form, "chosen": chosen, "missing": len(asked) - len(chosen)}
    if not form.is_valid() or not chosen:
        return render(request, "departments/review/bulk.html", context, status=422)
    verb = form.cleaned_data["verb"]
    transition = TRANSITIONS[verb]
    lacks_reason = transition.needs_reason and not form.cleaned_data["reason"].strip()
    context |= {"transition": transition, "lacks_reason": lacks_reason and form.cleaned_data["confirmed"]}
    if form.cleaned_data["confirmed"] and not lacks_reason:
        context |= _answered(request, _act(chosen, verb, form, by=user))
    return render(request, "departments/review/bulk.html", context)


def _answered(request: HttpRequest, answers: Iterable[Answer]) -> dict[str, object]:
    """What was not done before what was; a reason that went with any need not be kept."""
    rows = sorted(answers, key=lambda x: not x.refusal)
    refused = sum(bool(x.refusal) for x in rows)
    if refused < len(rows):
        kept.arrived(request)
    return {"answers": rows, "refused": refused}


def _chosen(user: User, asked: Collection[int]) -> QuerySet[Submission]:
    """The submissions ticked, as far as the person may see them."""
    visible = access.visible_submissions(user).filter(pk__in=asked)
    return visible.defer("facts", "scorecards", "findings", "explanations").order_by(
        "assessment__department__code"
    )


def _act(chosen: Iterable[Submission], verb: str, form: BulkForm, *, by: User) -> Iterator[Answer]:
    for submission in chosen:
        key = hashlib.md5(f"{form.cleaned_data['once']} {submission.pk}".encode(), usedforsecurity=False)
        data = form.cleaned_data | {"sha256": submission.sha256, "once": key.hexdigest()}
        yield Answer(submission, _refusal(submission, verb, data, by=by))


def _refusal(submission: Submission, verb: str, data: dict[str, object], *, by: User) -> str:
    """Why it was not done; "" when it was."""
    try:
        act(submission.assessment, verb, data, by=by)
    except workflow.NotAllowed as refusal:
        return str(refusal)
    except Outdated:
        return "已有更新的送审稿，请看过再决定。"
    except Moved:
        return "您打开列表之后，有人改过这份送审稿的复核或意见，请看过再决定。"
    except PermissionDenied:
        return FORBIDDEN
    return ""

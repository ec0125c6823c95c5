"""审核意见 on the reviewer's side: said at a row, followed up after the answer."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from departments import access, holding, once, remark_places, remarks
from departments.forms.remark import QuestionForm, RemarkForm
from departments.forms.reviewed_line import token_of
from departments.forms.tidy import tidied
from departments.models import Remark, Submission

from .person import signed_in

Act = Callable[[Remark, Submission], None]


@login_required
@require_POST
@transaction.atomic
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin a remark; the page opens again at the row. A submission is frozen: no other row ever was in it."""
    user = signed_in(request)
    submission = get_object_or_404(access.visible_submissions(user), pk=pk)
    body = holding.for_review(submission, by=user)
    form = RemarkForm(tidied(request.POST))
    if not form.is_valid():
        messages.error(request, "；".join(str(x) for errors in form.errors.values() for x in errors))
        return redirect(_desk(submission, form.data.get("key", "")))
    said = form.cleaned_data
    key, button = said["key"], said.pop("once")
    place = remark_places.place_of(submission, key, said["field"])
    if place is None:
        raise Http404
    if not once.is_first(button, by=user):
        return redirect(_desk(submission, key))
    remark = remarks.add(submission, body=body, by=user, place=place, **said)
    messages.success(request, f"意见已记在“{place}”，退回后填报人须逐条答复。")
    return redirect(_desk(submission, key, f"remark-{remark.pk}"))


@login_required
@require_POST
def ask(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """再问."""
    form = QuestionForm(tidied(request.POST))
    if form.is_valid():
        act = partial(remarks.ask, by=signed_in(request), text=form.cleaned_data["text"])
    else:
        act = partial(_refuse, str(form.errors["text"][0]))
    return _follow_up(request, pk, remark, act, "已再问，退回后填报人须再次答复。")


def _refuse(message: str, remark: Remark, submission: Submission) -> None:
    raise remarks.NotAnswerable(message)


@login_required
@require_POST
def resolve(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """已解决."""
    return _follow_up(request, pk, remark, partial(remarks.resolve, by=signed_in(request)), "已标为解决。")


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """重新打开."""
    return _follow_up(request, pk, remark, partial(remarks.reopen, by=signed_in(request)), "已重新打开。")


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """Strike what was said last while the decision is still open."""
    return _follow_up(request, pk, remark, partial(remarks.take_back, by=signed_in(request)), "已撤回。")


def _follow_up(request: HttpRequest, pk: int, remark: int, act: Act, done: str) -> HttpResponse:
    """Do it, say so, and open the page where the remark stands. What stood in a later submission is 404."""
    submission = get_object_or_404(access.visible_submissions(signed_in(request)), pk=pk)
    said = Remark.objects.filter(submission__assessment=submission.assessment_id)
    row = get_object_or_404(said, pk=remark, submission__number__lte=submission.number)
    try:
        act(row, submission)
    except remarks.NotAnswerable as refusal:
        messages.error(request, f"对“{row.place}”的意见：{refusal}")
    else:
        messages.success(request, f"对“{row.place}”的意见{done}")
    is_left = Remark.objects.filter(pk=remark).exists()
    return redirect(_desk(submission, row.key, f"remark-{remark}" if is_left else ""))


def _desk(submission: Submission, key: str, anchor: str = "") -> str:
    anchor = anchor or token_of(key) or "general"
    return f"{reverse('departments:reviewed_lines', args=[submission.pk])}#{anchor}"

"""申请取消审核: the head asks on the page of the self-assessment, the manager answers on the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from departments import access, once, reopening, workflow
from departments.forms.reason import ReopenForm
from departments.forms.tidy import tidied
from departments.models import Assessment, User

from .person import signed_in

DECIDED = {True: "已同意，自评已退回给部门修改，原来各稿保留。", False: "已答复不同意。"}


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """申请."""
    user = signed_in(request)
    assessment = get_object_or_404(access.visible_assessments(user), pk=pk)
    form = ReopenForm(tidied(request.POST))
    try:
        _ask(assessment, form, by=user)
        messages.success(request, "已申请取消审核，财政部门办理后会在这里显示结果。")
    except reopening.CannotAsk as refusal:
        messages.error(request, str(refusal))
    return redirect(assessment)


@transaction.atomic
def _ask(assessment: Assessment, form: ReopenForm, *, by: User) -> None:
    if once.is_first(form.data.get("once", ""), by=by):
        reopening.ask(assessment, cause=form.data.get("cause", ""), reason=_text(form), by=by)


def _text(form: ReopenForm) -> str:
    """As typed. Raises CannotAsk where it is too long."""
    if not form.is_valid():
        raise reopening.CannotAsk("没有提交：理由不能超过950字，请删减后再提交。")
    return str(form.cleaned_data["text"])


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """同意 or 不同意."""
    form, granted = ReopenForm(tidied(request.POST)), "grant" in request.POST
    try:
        _decide(pk, form, granted=granted, by=signed_in(request))
        messages.success(request, DECIDED[granted])
    except (reopening.CannotAsk, workflow.NotAllowed) as refusal:
        messages.error(request, str(refusal))
    return redirect("departments:desk")


@transaction.atomic
def _decide(pk: int, form: ReopenForm, *, granted: bool, by: User) -> None:
    """Once for each button. Raises Http404 where nothing waits for the person."""
    if not once.is_first(form.data.get("once", ""), by=by):
        return
    asked = get_object_or_404(reopening.open_ones(by), pk=pk)
    if granted:
        reopening.grant(asked, by=by)
    else:
        reopening.decline(asked, answer=_text(form), by=by)

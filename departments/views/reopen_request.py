"""申请取消审核: the head asks on the page of the self-assessment, the manager answers on the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from departments import access, reopening, workflow
from departments.forms.reason import ReopenForm
from departments.forms.tidy import tidied

from .person import signed_in


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """申请."""
    user = signed_in(request)
    assessment = get_object_or_404(access.visible_assessments(user), pk=pk)
    form = ReopenForm(tidied(request.POST))
    try:
        reopening.ask(assessment, cause=form.data.get("cause", ""), reason=_text(form), by=user)
        messages.success(request, "已申请取消审核，财政部门办理后会在这里显示结果。")
    except reopening.CannotAsk as refusal:
        messages.error(request, str(refusal))
    return redirect(assessment)


def _text(form: ReopenForm) -> str:
    """As typed. Raises CannotAsk where it is too long."""
    if not form.is_valid():
        raise reopening.CannotAsk("没有提交：理由不能超过950字，请删减后再提交。")
    return str(form.cleaned_data["text"])


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """同意 or 不同意."""
    user = signed_in(request)
    asked = get_object_or_404(reopening.open_ones(user), pk=pk)
    form = ReopenForm(tidied(request.POST))
    try:
        if "grant" in request.POST:
            reopening.grant(asked, by=user)
            messages.success(request, "已同意，自评已退回给部门修改，原来各稿保留。")
        else:
            reopening.decline(asked, answer=_text(form), by=user)
            messages.success(request, "已答复不同意。")
    except (reopening.CannotAsk, workflow.NotAllowed) as refusal:
        messages.error(request, str(refusal))
    return redirect("departments:desk")

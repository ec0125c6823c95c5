"""审核意见: said by the reviewer at a row, answered by the department."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from departments import access, holding, remark_places, remarks
from departments.forms.remark import AnswerForm, RemarkForm
from departments.forms.reviewed_line import token_of
from departments.forms.tidy import tidied
from departments.models import Remark, Submission

from . import places
from .panel import Panel
from .person import signed_in


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What reviewers said to the last submission, each with its answer."""
    user = signed_in(request)
    assessment = get_object_or_404(access.entry_assessments(user), pk=pk)
    rows = list(remarks.to_answer(assessment)) if access.reads_remarks(user, assessment) else []
    context = {
        "assessment": assessment,
        "section": "remarks",
        "panel": Panel.of(assessment),
        "can_edit": access.can_edit(user, assessment),
        "submission": assessment.submissions.only("number").first(),
        "remarks": [(row, places.link_row(assessment, row.key, row.field)) for row in rows],
        "unanswered": sum(1 for row in rows if not row.answer),
    }
    return render(request, "departments/remark/remark_page.html", context)


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
    key = said["key"]
    place = remark_places.place_of(submission, key, said["field"])
    if place is None:
        raise Http404
    remarks.add(submission, body=body, by=user, place=place, **said)
    messages.success(request, f"意见已记在“{place}”，退回后填报人须逐条答复。")
    return redirect(_desk(submission, key))


@login_required
@require_POST
@transaction.atomic
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike an own remark while the decision is still open."""
    user = signed_in(request)
    remark = get_object_or_404(_visible(request), pk=pk)
    holding.for_review(remark.submission, by=user)
    if remark.reviewer_id != user.pk:
        raise PermissionDenied
    key, submission = remark.key, remark.submission
    remarks.take_back(remark, by=user)
    messages.success(request, "意见已撤回。")
    return redirect(_desk(submission, key))


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """答复 of the department."""
    user = signed_in(request)
    remark = get_object_or_404(_visible(request), pk=pk)
    assessment = remark.submission.assessment
    if not access.can_edit(user, assessment):
        raise PermissionDenied
    form = AnswerForm(tidied(request.POST))
    if not form.is_valid():
        messages.error(request, f"“{remark.place}”的答复未保存：{form.errors['text'][0]}")
    else:
        _answer(request, remark, form.cleaned_data["text"])
    return redirect(f"{reverse('departments:remarks', args=[assessment.pk])}#remark-{remark.pk}")


def _answer(request: HttpRequest, remark: Remark, text: str) -> None:
    try:
        remarks.answer(remark, by=signed_in(request), text=text)
    except remarks.NotAnswerable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{remark.place}”的意见已答复。")


def _visible(request: HttpRequest) -> QuerySet[Remark]:
    """Remarks of the submissions the person may see; the department's own once they were sent to it."""
    seen = access.visible_submissions(signed_in(request))
    return Remark.objects.filter(submission__in=seen).select_related(
        "submission__assessment__department",
        "submission__assessment__fiscal_year__authority",
        "submission__assessment__stage",
    )


def _desk(submission: Submission, key: str) -> str:
    anchor = token_of(key) or "general"
    return f"{reverse('departments:reviewed_lines', args=[submission.pk])}#{anchor}"

"""审核意见 on the department's side: what reviewers said, and the answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from departments import access, remarks
from departments.forms.remark import AnswerForm
from departments.forms.tidy import tidied
from departments.models import Remark

from . import thread
from .own import must_edit, own
from .panel import Panel
from .person import signed_in


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What reviewers said, each with all that followed; the resolved ones folded up at the end."""
    user = signed_in(request)
    assessment = own(request, pk)
    latest = assessment.submissions.only("number", "assessment").first()
    reads = access.reads_remarks(user, assessment)
    threads = thread.for_department(assessment, latest) if reads else []
    context = {
        "assessment": assessment,
        "section": "remarks",
        "panel": Panel.of(assessment),
        "can_edit": access.can_edit(user, assessment),
        "latest": latest,
        "reads_remarks": reads,
        "open": [x for x in threads if not x.remark.is_resolved],
        "resolved": [x for x in threads if x.remark.is_resolved],
        "unanswered": sum(1 for x in threads if x.remark.is_asked),
    }
    return render(request, "departments/remark/remark_page.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """答复 of the department; the page opens again at the remark."""
    user = signed_in(request)
    seen = Remark.objects.filter(submission__in=access.visible_submissions(user))
    places = ("department", "fiscal_year__authority", "stage")
    rows = seen.select_related(*(f"submission__assessment__{x}" for x in places))
    remark = get_object_or_404(rows, pk=pk)
    assessment = remark.submission.assessment
    must_edit(request, assessment)
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

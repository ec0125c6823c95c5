"""两稿比较: what the department changed between two submissions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from departments import access, queries
from departments.forms.keys import key_of
from departments.models import Submission
from departments.versions import Edit, edits, file_edits

from .person import signed_in

BASICS = {"contact": "联系人", "phone": "联系电话", "filled_on": "填报日期"}


@login_required
@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Against the version before, or against the one whose number `since` names."""
    visible = access.visible_submissions(signed_in(request)).select_related("scheme", "project_scheme")
    submission = get_object_or_404(visible, pk=pk)
    earlier = Submission.objects.filter(
        assessment=submission.assessment_id, number__lt=submission.number
    ).select_related("scheme", "project_scheme", "outline")
    since = key_of(request.GET.get("since", ""))
    before = (earlier if since is None else earlier.filter(number=since)).first()
    context = {
        "assessment": submission.assessment,
        "submission": submission,
        "before": before,
        "numbers": list(earlier.values_list("number", flat=True)),
        "edits": between(before, submission) if before else [],
    }
    return render(request, "departments/submission/change_list.html", context)


def between(before: Submission, after: Submission) -> list[Edit]:
    """Every difference in figures, texts, basics and evidence."""
    titles = {block["section"]: block["title"] for block in after.outline.text_blocks()}
    basics = [
        Edit("基本信息", label, before.basics.get(name) or None, after.basics.get(name) or None)
        for name, label in BASICS.items()
        if (before.basics.get(name) or None) != (after.basics.get(name) or None)
    ]
    found = edits(queries.facts_of(before), queries.facts_of(after), titles)
    return basics + found + file_edits(before.evidence, after.evidence)

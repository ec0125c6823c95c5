"""下达整改, from a submission somebody reviews."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from departments import access, once, rectifying, remark_places
from departments.forms.rectification import RectificationForm
from departments.forms.tidy import tidied
from departments.models import Submission, User

from .person import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One item; the page stays for the next."""
    user = signed_in(request)
    submission = get_object_or_404(access.visible_submissions(user), pk=pk)
    if not access.may_issue_rectification(user, submission.assessment):
        raise PermissionDenied
    data = tidied(request.POST) if request.method == "POST" else None
    asked = {"key": request.GET.get("key", "")}
    form = RectificationForm(data, places=remark_places.places_of(submission), initial=asked)
    if form.is_valid() and _issue(submission, form, by=user):
        messages.success(request, "整改事项已下达，对方的填报人和负责人会收到通知。")
        return redirect("departments:rectify", submission.pk)
    items = access.visible_rectifications(user).filter(assessment=submission.assessment).order_by("pk")
    context = {"submission": submission, "assessment": submission.assessment, "form": form, "items": items}
    status = 422 if form.is_bound else 200
    return render(request, "departments/rectification/rectification_form.html", context, status=status)


@transaction.atomic
def _issue(submission: Submission, form: RectificationForm, *, by: User) -> bool:
    """False when it is refused; the form then says why."""
    if not once.is_first(form.data.get("once", ""), by=by):
        return True
    try:
        rectifying.issue(submission, **form.cleaned_data, by=by)
    except rectifying.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True

"""下达整改, from a submission somebody reviews or from a monitoring somebody decides on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from departments import access, once, rectifying
from departments.forms.rectification import RectificationForm
from departments.forms.tidy import tidied
from departments.models import Monitoring, Submission, User

from .person import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """About a submission."""
    submission = get_object_or_404(access.visible_submissions(signed_in(request)), pk=pk)
    return _page(request, submission, f"第{submission.number}稿")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue_of_monitoring(request: HttpRequest, pk: int) -> HttpResponse:
    """About a reported monitoring."""
    monitoring = get_object_or_404(access.visible_monitorings(signed_in(request)), pk=pk)
    return _page(request, monitoring, f"{monitoring.round.period}监控")


def _page(request: HttpRequest, source: Submission | Monitoring, said: str) -> HttpResponse:
    """One item; the page stays for the next."""
    user = signed_in(request)
    if not rectifying.may_issue(source, user):
        raise PermissionDenied
    data = tidied(request.POST) if request.method == "POST" else None
    asked = {"key": request.GET.get("key", "")}
    form = RectificationForm(data, places=rectifying.places_of(source), initial=asked)
    if form.is_valid() and _is_issued(source, form, by=user):
        messages.success(request, "整改事项已下达，对方的填报人和负责人会收到通知。")
        return redirect(request.path)
    items = access.visible_rectifications(user).filter(assessment=source.assessment_id).order_by("pk")
    context = {"source": source, "said": said, "assessment": source.assessment, "form": form, "items": items}
    status = 422 if form.is_bound else 200
    return render(request, "departments/rectification/rectification_form.html", context, status=status)


def _is_issued(source: Submission | Monitoring, form: RectificationForm, *, by: User) -> bool:
    """False when it is refused; the form then says why."""
    try:
        _issue(source, form, by=by)
    except rectifying.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@transaction.atomic
def _issue(source: Submission | Monitoring, form: RectificationForm, *, by: User) -> None:
    """A refusal gives the key of the button back."""
    if once.is_first(form.data.get("once", ""), by=by):
        rectifying.issue(source, **form.cleaned_data, by=by)

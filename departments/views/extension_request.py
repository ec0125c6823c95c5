"""延期申请 of one self-assessment: asked by the department, answered by the manager."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from departments import access, extension_requests, once
from departments.deadlines import last_days
from departments.extension_requests import NotAllowed
from departments.forms.extension_request import AnswerForm, ExtensionRequestForm
from departments.forms.tidy import tidied
from departments.models import Assessment, ExtensionRequest, User

from .person import signed_in


def _found(user: User, pk: int) -> Assessment:
    """The own one, or one the manager tracks, whatever its state."""
    return get_object_or_404(access.entry_assessments(user) | access.tracked_assessments(user), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    assessment = _found(user, pk)
    form = ExtensionRequestForm(tidied(request.POST) if request.method == "POST" else None)
    if request.method == "POST":
        if not access.is_preparer_or_head(user, assessment):
            raise PermissionDenied
        if form.is_valid() and _asked(assessment, form, by=user):
            messages.success(request, "延期申请已提交，财政部门答复后会通知您。")
            return redirect("departments:extension", pk)
    return _shown(request, assessment, form)


def _shown(request: HttpRequest, assessment: Assessment, form: ExtensionRequestForm) -> HttpResponse:
    user = signed_in(request)
    rows = assessment.extension_requests.select_related("asked_by", "answered_by")
    is_open = any(row.status == ExtensionRequest.Status.ASKED for row in rows)
    is_own = access.is_preparer_or_head(user, assessment)
    context = {
        "assessment": assessment,
        "form": form,
        "requests": rows,
        "closes": last_days([assessment])[0],
        "may_ask": is_own and assessment.is_editable and not is_open,
        "may_answer": access.may_extend(user, assessment),
        "is_own": is_own,
    }
    status = 422 if form.is_bound else 200
    return render(request, "departments/extension/extension_request.html", context, status=status)


def _asked(assessment: Assessment, form: ExtensionRequestForm, *, by: User) -> bool:
    """False when it is refused; the form then says why."""
    try:
        _ask(assessment, form, by=by)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@transaction.atomic
def _ask(assessment: Assessment, form: ExtensionRequestForm, *, by: User) -> None:
    """A refusal gives the key of the button back."""
    if once.is_first(form.data.get("once", ""), by=by):
        extension_requests.ask(assessment, **form.cleaned_data, by=by)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    """批准 or 不批准."""
    user = signed_in(request)
    assessment = _found(user, pk)
    row = get_object_or_404(assessment.extension_requests, pk=asked)
    if not access.may_extend(user, assessment):
        raise PermissionDenied
    form = AnswerForm(tidied(request.POST))
    try:
        if not form.is_valid():
            raise NotAllowed("；".join(str(x) for errors in form.errors.values() for x in errors))
        _answer(row, form, by=user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已答复，对方的填报人和负责人会收到通知。")
    return redirect("departments:extension", pk)


@transaction.atomic
def _answer(row: ExtensionRequest, form: AnswerForm, *, by: User) -> None:
    if once.is_first(form.cleaned_data["once"], by=by):
        data = form.cleaned_data
        extension_requests.answer(row, granted=data["granted"], text=data["text"], by=by)

"""重置双因素登录 of somebody who lost the telephone or the key, by the 安全管理员."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from departments import second_factor, set_up
from departments.forms.second_factor import ResetForm
from departments.models import User

from .person import signed_in


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person has bound, and the box for the reason."""
    user = signed_in(request)
    if not set_up.sees(user, User):
        raise PermissionDenied
    person = get_object_or_404(set_up.users(user), pk=min(pk, 2**63 - 1))
    if not set_up.may_reset_second_factor(user, person):
        raise PermissionDenied
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            second_factor.reset(person, by=user, reason=form.cleaned_data["reason"])
        except second_factor.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已重置{person}的双因素登录；需要的话，下次登录后重新绑定。")
            return redirect("admin:departments_user_change", person.pk)
    names = [second_factor.called(row) for row in second_factor.of(person)]
    context = {"person": person, "names": names, "form": form}
    return render(request, "departments/second_factor/reset.html", context)

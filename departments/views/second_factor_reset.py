"""重置双因素登录 of somebody who lost the telephone or the key, by the 安全管理员."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from departments import second_factor, set_up
from departments.forms.second_factor import ResetForm

from .person import account_kept_by, signed_in


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person has bound, and the box for the reason."""
    user = signed_in(request)
    person = account_kept_by(user, pk, set_up.may_reset_second_factor)
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

"""解锁 of an account that too many wrong passwords locked, by the 安全管理员."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from departments import locking, set_up

from .person import account_kept_by, signed_in


@login_required
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """One button."""
    user = signed_in(request)
    person = account_kept_by(user, pk, set_up.may_lock)
    if locking.unlock_by(person, by=user):
        messages.success(request, f"已解锁{person}的账号，现在可以登录。")
    else:
        messages.info(request, f"{person}的账号没有锁定。")
    return redirect("admin:departments_user_change", person.pk)

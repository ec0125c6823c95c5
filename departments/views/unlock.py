"""解锁 of an account that too many wrong passwords locked, by the 安全管理员."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from departments import locking, set_up
from departments.models import User

from .person import signed_in


def account_kept_by(user: User, pk: int, may: Callable[[User, User], bool]) -> User:
    """An account in sight with which the person may do so. Raises Http404 and PermissionDenied."""
    if not set_up.sees(user, User):
        raise PermissionDenied
    person = get_object_or_404(set_up.users(user), pk=min(pk, 2**63 - 1))
    if not may(user, person):
        raise PermissionDenied
    return person


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

"""修改密码: the own one, by everybody; and the sign of life of somebody who is typing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from departments import audit, devices, live_sessions, sessions
from departments.forms.password import NewPasswordForm

from .person import signed_in


class PasswordChange(LoginRequiredMixin, PasswordChangeView):
    """Sessions of other machines end; this one goes on."""

    form_class = NewPasswordForm
    template_name = "departments/person/password_form.html"
    success_url = reverse_lazy("departments:desk")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        user = signed_in(self.request)
        changes = [audit.change(user, "密码", None, "已更换")]
        audit.record("password", by=user, target=user.username, changes=changes)
        self.request.session.pop(sessions.NEW_PASSWORD, None)
        live_sessions.end_others(self.request.session.session_key, by=user, reason="密码已更换")
        messages.success(self.request, "密码已更换。其他电脑上的登录已终止。")
        return devices.remember(answer, self.request, user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "reason": self.request.session.get(sessions.NEW_PASSWORD)
        }


@login_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Asked for while somebody types, so that the session does not end under a half-filled form."""
    return HttpResponse(status=204)

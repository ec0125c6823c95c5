"""登录: name and password first; who has a second factor shows it before the session begins."""

import json
from typing import Any
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from departments import devices, locking, second_factor, sessions
from departments.audit.signing_in import FACTOR, SIGNED_IN_BY
from departments.forms.password import SignInForm
from departments.forms.second_factor import CodeForm
from departments.models import User
from departments.second_factor import pending

WRONG = "验证码不对或已用过，请等应用显示下一个再输入；也可以输入一个没有用过的恢复码。"
WRONG_KEY = "没有认出这个安全密钥，请换一个，或输入验证码。"


class SignIn(LoginView):
    """The password is checked here, by the backends, so that a locked account is never asked further."""

    redirect_authenticated_user = True
    authentication_form = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sso = settings.SSO_NAME if settings.SSO_ISSUER else ""
        return super().get_context_data(**kwargs) | {"sso": sso}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.pop(SIGNED_IN_BY, None)
        return welcome(self.request, form.get_user(), self.get_success_url())


def welcome(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """The first step is done: sign in, or ask for the second one."""
    if second_factor.is_set_up(user):
        pending.begin(request, user)
        return redirect(f"{reverse('second_step')}?{urlencode({'next': target})}")
    request.session.pop(FACTOR, None)
    login(request, user)
    return devices.remember(redirect(target), request, user)


def is_locked(request: HttpRequest, user: User) -> bool:
    """Wrong codes count like wrong passwords."""
    return bool(AxesProxyHandler.is_locked(request, {"username": user.username}))


def shown(request: HttpRequest, user: User, form: CodeForm) -> str:
    """Which factor of the person was typed or touched; what is wrong is counted and said at the form."""
    answer = form.cleaned_data["answer"]
    fits = second_factor.key_fits(user, answer) if answer else (
        second_factor.code_fits(user, form.cleaned_data["code"])
    )  # fmt: skip
    if not fits:
        credentials = {"username": user.username, "reason": "双因素验证未通过"}
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        form.add_error(None, WRONG_KEY if answer else WRONG)
    return fits


def password_fits(request: HttpRequest, user: User, password: str) -> bool:
    """Asked of the backends, which count a wrong one."""
    return authenticate(request, username=user.username, password=password) == user


@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The page after the password, for who has a second factor."""
    user = pending.who(request)
    target = target_of(request, default="/")
    if user is None:
        pending.end(request)
        return redirect(f"{reverse('login')}?{urlencode({'next': target})}")
    if is_locked(request, user):
        pending.end(request)
        return locking.refused(request, credentials={"username": user.username})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (factor := shown(request, user, form)):
        pending.end(request)
        request.session[FACTOR] = factor
        login(request, user)
        sessions.passed_second_factor(request)
        return devices.remember(redirect(target), request, user)
    return render(request, "registration/second_step.html", asked_of(user, form, target))


def target_of(request: HttpRequest, default: str) -> str:
    """Where the person wanted to go; never to another site."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    hosts, is_secure = {request.get_host()}, request.is_secure()
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, hosts, is_secure)
    return asked if is_ours else default


def asked_of(user: User, form: CodeForm, target: str) -> dict[str, Any]:
    """What a page shows that asks for the second factor."""
    kinds = set(second_factor.of(user).values_list("type", flat=True))
    return {
        "form": form,
        "next": target,
        "has_app": "totp" in kinds,
        "request_options": json.dumps(second_factor.begin_key(user)) if "webauthn" in kinds else None,
    }

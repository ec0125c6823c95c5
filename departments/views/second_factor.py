"""双因素登录: one's own authenticators; changed only by who has just proved to be the person."""

import base64
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from departments import access, live_sessions, locking, second_factor, sessions
from departments.audit.signing_in import SIGNED_IN_BY
from departments.forms.second_factor import AppForm, BothForm, CodeForm, KeyForm, PasswordForm
from departments.models import User

from .person import signed_in
from .signing_in import asked_of, is_locked, password_fits, shown, target_of

PAGES = "departments/second_factor/"
SECRET = "new_app_secret"  # noqa: S105  # nosec B105
"""Of the app that is being added; in the session only until it is."""
View = Callable[..., HttpResponse]


def freshly_confirmed(view: View) -> View:
    """Somebody at an open computer changes no authenticator."""

    @wraps(view)
    @login_required
    @require_http_methods(["GET", "POST"])
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if sessions.is_confirmed(request):
            return view(request, **kwargs)
        return redirect(f"{reverse('second_factor_confirm')}?{urlencode({'next': request.path})}")

    return guarded


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is bound, and the ways to add and remove it."""
    user = signed_in(request)
    rows = [(row, second_factor.called(row)) for row in second_factor.of(user)]
    return render(request, PAGES + "overview.html", {
        "rows": rows,
        "has_app": any(row.type == "totp" for row, _ in rows),
        "unused": second_factor.unused_codes(user),
        "is_required": access.needs_second_factor(user),
        "is_first": request.session.get(sessions.SECOND_FACTOR) == sessions.TO_SET_UP,
    })  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove anew, by what signing in asks of the person: password and second factor, whichever there is."""
    user = signed_in(request)
    if is_locked(request, user):
        return locking.refused(request, credentials={"username": user.username})
    form = _asked(request, user)(request.POST or None)
    target = target_of(request, default=reverse("second_factor"))
    if request.method == "POST" and form.is_valid() and _proved(request, form):
        sessions.confirmed(request)
        return redirect(target)
    context = asked_of(user, form, target) if isinstance(form, CodeForm) else {"form": form, "next": target}
    return render(request, PAGES + "confirm.html", context | {"sso": request.session.get(SIGNED_IN_BY)})


def _asked(request: HttpRequest, user: User) -> type[CodeForm | PasswordForm]:
    """Who came by an identity provider may have no password here."""
    if not second_factor.is_set_up(user):
        return PasswordForm
    return CodeForm if SIGNED_IN_BY in request.session else BothForm


def _proved(request: HttpRequest, form: Any) -> bool:
    """The password first: a code is used up by being looked at."""
    user = signed_in(request)
    if isinstance(form, PasswordForm) and not password_fits(request, user, form.cleaned_data["password"]):
        form.add_error("password", "密码不正确，请重新输入（密码区分大小写）。")
        return False
    if isinstance(form, CodeForm):
        if not shown(request, user, form):
            return False
        sessions.passed_second_factor(request)
    return True


def _end_others(request: HttpRequest) -> None:
    """Whoever signed in with what held before is asked for what holds now."""
    user = signed_in(request)
    reason = "双因素登录已变更"
    if count := live_sessions.end_others(request.session.session_key, by=user, reason=reason):
        messages.info(request, f"其他{count}处登录已终止。")


def _done(request: HttpRequest) -> HttpResponse:
    """After a way was added: the codes that were made with the first one, once."""
    sessions.passed_second_factor(request)
    user = signed_in(request)
    _end_others(request)
    return redirect("second_factor_codes" if second_factor.has_unseen_codes(user) else "second_factor")


@freshly_confirmed
def app(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator app."""
    user = signed_in(request)
    secret = request.session.setdefault(SECRET, second_factor.new_secret())
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            second_factor.add_app(secret, form.cleaned_data["code"], by=user)
        except second_factor.Refused as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[SECRET]
            messages.success(request, "已绑定验证器应用。以后登录时，输入密码后还要输入应用中的6位数字。")
            return _done(request)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render(
        request, PAGES + "app_form.html", {"form": form, "secret": groups, "picture": _picture(user, secret)}
    )


def _picture(user: Any, secret: str) -> str:
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@freshly_confirmed
def key(request: HttpRequest) -> HttpResponse:
    """Bind a security key."""
    user = signed_in(request)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            second_factor.add_key(given["name"], given["answer"], by=user)
        except second_factor.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已绑定安全密钥“{given['name']}”。")
            return _done(request)
    context = {"form": form, "creation_options": json.dumps(second_factor.begin_new_key(user))}
    return render(request, PAGES + "key_form.html", context)


@freshly_confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """Recovery codes: shown once; made anew."""
    user = signed_in(request)
    if request.method == "POST":
        try:
            second_factor.renew_codes(by=user)
        except second_factor.Refused as refused:
            messages.error(request, str(refused))
            return redirect("second_factor")
        return redirect("second_factor_codes")
    context = {"codes": second_factor.codes_once(user), "unused": second_factor.unused_codes(user)}
    return render(request, PAGES + "codes.html", context)


@freshly_confirmed
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own; asked before it is done."""
    user = signed_in(request)
    row = second_factor.of(user).filter(pk=min(pk, 2**63 - 1)).first()
    if row is None:
        raise Http404
    name = second_factor.called(row)
    if request.method == "GET":
        return render(request, PAGES + "remove.html", {"name": name})
    try:
        second_factor.remove(row, by=user)
    except second_factor.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"已移除{name}。")
        _end_others(request)
    return redirect("second_factor")

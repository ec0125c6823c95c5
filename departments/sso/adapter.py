"""From the answer of the identity provider to a person of ours, or to a page that says why not."""

import time
from typing import Any, NoReturn
from urllib.parse import urlsplit

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from departments import locking
from departments.audit import signing_in
from departments.models import User
from departments.views.signing_in import is_locked, welcome

from . import subjects

BACKEND = "django.contrib.auth.backends.ModelBackend"
LONGEST_NAME = 150
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
CLOCKS_DIFFER = 60
"""Seconds."""
FAILED = "{name}没有确认您的身份（登录被取消、超时，或对方系统出错）。请重试，或用本系统的用户名和密码登录。"
UNKNOWN = "{name}确认了您的身份，但本系统没有用户名为“{username}”的有效账号。请联系财政部门的管理员建立账号。"
ANOTHER = (
    "在{name}中用“{username}”登录的，不是以前登录本系统这个账号的人。"
    "换了人的请用自己的账号；确是本人的，请联系系统管理员核实后解除原有的对应。"
)
NAMELESS = "{name}没有提供用来对应账号的信息（{claim}）。请联系系统管理员。"


class Unbelievable(ValueError):
    """What the provider says does not fit; the message is for the operator's log."""


class SignedByProvider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Believes no token without checking its signature, wherever it was fetched from."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Of the issuer that was configured, and of no other."""
        found: dict[str, Any] = super().openid_config
        if found["issuer"] != settings.SSO_ISSUER:
            raise Unbelievable(f"the issuer is {found['issuer']!r}, not that of PERFEVAL_OIDC_ISSUER")
        return found

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """By a signature of a known kind, of somebody who proved to be the one not too long ago."""
        algorithm = jwt.get_unverified_header(id_token)["alg"]
        if algorithm not in ALGORITHMS:
            raise Unbelievable(f"tokens signed with {algorithm!r} are not taken")
        decoded = self._verified(app, id_token)
        oldest = time.time() - settings.SSO_MAX_AGE - CLOCKS_DIFFER
        if settings.SSO_MAX_AGE and not int(decoded.get("auth_time") or 0) >= oldest:
            said = decoded.get("auth_time")
            raise Unbelievable(f"auth_time is {said!r}, see PERFEVAL_OIDC_MAX_AGE_MINUTES")
        return decoded

    def _verified(self, app: Any, id_token: str) -> dict[str, Any]:
        decoded: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return decoded


class OnlyKnownPeople(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Takes the place of everything that django-allauth would do next: no account is made or tied."""

    def get_requests_session(self) -> Any:
        """The provider is asked at its own addresses; no answer leads anywhere else."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        name = claimed(sociallogin.account.extra_data)
        if not name:
            said = NAMELESS.format(name=settings.SSO_NAME, claim=settings.SSO_CLAIM)
            refuse(request, said, "没有声明用户名")
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            said = UNKNOWN.format(name=settings.SSO_NAME, username=name)
            refuse(request, said, f"没有账号或已停用：{name}")
        if not subjects.is_the_same(user, str(sociallogin.account.extra_data["id_token"]["sub"])):
            said = ANOTHER.format(name=settings.SSO_NAME, username=name)
            refuse(request, said, f"用户名已换了人：{name}")
        if is_locked(request, user):
            raise ImmediateHttpResponse(locking.refused(request, credentials={"username": name}))
        user.backend = BACKEND
        request.session[signing_in.SIGNED_IN_BY] = settings.SSO_NAME
        raise ImmediateHttpResponse(welcome(request, user, _target(request, sociallogin)))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **about: Any) -> NoReturn:
        failed(request)


def claimed(data: dict[str, Any]) -> str:
    """The user name, by the claim that PERFEVAL_OIDC_CLAIM names.

    From the signed token; what the address of user information adds counts if it is about the same subject.
    """
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if not token.get("sub"):
        return ""
    value = token.get(settings.SSO_CLAIM)
    if value is None and info.get("sub") == token["sub"]:
        value = info.get(settings.SSO_CLAIM)
    return value[:LONGEST_NAME] if isinstance(value, str) else ""


def _target(request: HttpRequest, sociallogin: Any) -> str:
    asked = str(sociallogin.state.get("next") or "/")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if is_ours and urlsplit(asked).path else "/"


def failed(request: HttpRequest) -> NoReturn:
    """The provider said no, nothing, or something that cannot be believed."""
    refuse(request, FAILED.format(name=settings.SSO_NAME), "身份提供者未确认")


def refuse(request: HttpRequest, said: str, reason: str) -> NoReturn:
    """Noted like a wrong password, but counted for nobody: no password was guessed."""
    signing_in.refused(f"{settings.SSO_NAME}：{reason}")
    answer = render(request, "registration/sso_refused.html", {"said": said}, status=401)
    raise ImmediateHttpResponse(answer)

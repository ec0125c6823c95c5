"""To the identity provider and back."""

import logging
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from departments.views.signing_in import target_of

from .adapter import SignedByProvider, failed

log = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """By a button of ours only: a link of another site opens the page to sign in.

    The page's policy lets no form lead to another site, so a page of ours leads there.
    """
    if request.method == "GET":
        return redirect(f"{reverse('login')}?{urlencode({'next': target_of(request, default='/')})}")
    answer = _answered(request, provider_id, OAuth2LoginView.adapter_view)
    if answer.status_code != 302:
        return answer
    context = {"target": answer["Location"], "sso": settings.SSO_NAME}
    return render(request, "registration/sso_leaving.html", context)


@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends people back to."""
    return _answered(request, provider_id, OAuth2CallbackView.adapter_view)


def _answered(request: HttpRequest, provider_id: str, kind: Callable[..., object]) -> HttpResponse:
    """A provider that cannot be reached or makes no sense is no error of ours."""
    try:
        view = kind(SignedByProvider(request, provider_id))
        return view(request)  # type: ignore[operator, no-any-return]
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (RequestException, LookupError, ValueError, TypeError) as error:
        log.warning("single sign-on: %s", error)
        try:
            failed(request)
        except ImmediateHttpResponse as refused:
            return refused.response  # type: ignore[no-any-return]

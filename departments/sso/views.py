"""To the identity provider and back."""

from collections.abc import Callable

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from .adapter import SignedByProvider, failed


@never_cache
@require_safe
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A link, not a form: the page's policy lets no form lead to another site."""
    return _answered(request, provider_id, OAuth2LoginView.adapter_view)


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
    except (RequestException, LookupError, ValueError, TypeError):
        try:
            failed(request)
        except ImmediateHttpResponse as refused:
            return refused.response  # type: ignore[no-any-return]

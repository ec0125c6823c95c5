"""Who asks: a program by its token, for a kind of data it was given, not too often."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from departments import api_clients
from departments.models import ApiClient

Kind = ApiClient.Kind


class Token(HttpBearer):
    """`Authorization: Bearer …`; nothing else is asked, a session least of all."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient | None:
        return api_clients.recognise(token)


class PerClient(SimpleRateThrottle):
    """So many requests a minute of one client, counted by each process for itself."""

    def __init__(self) -> None:
        super().__init__(f"{settings.API_PER_MINUTE}/m")

    def get_cache_key(self, request: HttpRequest) -> str | None:
        client: Any = getattr(request, "auth", None)
        return f"api-{client.token_sha256}" if client else None


def client_for(request: HttpRequest, kind: str) -> ApiClient:
    """The client, if it was given this kind of data; that it reads is noted."""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    if kind not in client.kinds:
        label = dict(Kind.choices)[kind]
        raise HttpError(403, f"这个令牌不能读取“{label}”，请联系财政部门的管理员。")
    api_clients.note(client, kind)
    return client


def client_of(request: HttpRequest) -> ApiClient:
    """The client, for what every client may read."""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    return client

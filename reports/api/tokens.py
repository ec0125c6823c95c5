"""Who asks: a program by its token, for a kind of data it was given, not too often."""

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from departments import api_clients, spending
from departments.audit.origin import client_address
from departments.models import ApiClient

Kind = ApiClient.Kind


class Token(HttpBearer):
    """`Authorization: Bearer …`; nothing else is asked, a session least of all."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient | None:
        client = api_clients.recognise(token)
        if client is None and spending.count(f"token-{client_address(request.META)}") == 1:
            api_clients.note_refusal("数据接口", "令牌无效")
        return client


class PerClient(BaseThrottle):
    """So many requests a minute of one client, whichever process answers; the first too many is recorded."""

    def allow_request(self, request: HttpRequest) -> bool:
        client: ApiClient | None = getattr(request, "auth", None)
        if client is None:
            return True
        most: int = settings.API_PER_MINUTE
        asked = spending.count(f"api-{client.pk}")
        if asked == most + 1:
            api_clients.note_refusal(f"接口客户端 {client}", "请求过于频繁")
        return asked <= most

    def wait(self) -> float:
        return spending.seconds_left()


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

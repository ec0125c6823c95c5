"""接口客户端: make one with its token, end it, recognise it; reading is noted once an hour and kind."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from . import audit
from .access import clients
from .models import ApiClient, AuditEvent, Department, User

PREFIX = "perfeval_"
"""Of every token, so that scanners of source code find one that was left there."""


@transaction.atomic
def make(
    *, name: str, department: Department, kinds: Sequence[str], ends: date, by: User
) -> tuple[ApiClient, str]:
    """The client and its token, which nobody sees again."""
    if not clients.makes_api_clients(by):
        raise PermissionDenied
    token = PREFIX + secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        name=name, department=department, kinds=list(kinds), ends=ends, created_by=by,
        token_sha256=_digest(token),
    )  # fmt: skip
    changes = [
        audit.change(client, "范围", None, department),
        audit.change(client, "内容", None, "、".join(client.kind_names)),
        audit.change(client, "有效期至", None, ends),
    ]
    audit.record("api_client", by=by, target=f"接口客户端 {client}", changes=changes, department=department)
    return client, token


@transaction.atomic
def revoke(client: ApiClient, *, by: User) -> None:
    """停用: from now on its token is not taken; doing it again changes nothing."""
    if not clients.revokes_api_clients(by):
        raise PermissionDenied
    locked = ApiClient.objects.select_for_update().get(pk=client.pk)
    if locked.revoked_at is not None:
        return
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    change = audit.change(locked, "状态", "有效", "停用")
    target = f"接口客户端 {locked}"
    audit.record("api_client", by=by, target=target, changes=[change], department=locked.department)


def recognise(token: str) -> ApiClient | None:
    """Whose token it is, while it is valid."""
    client = ApiClient.objects.select_related("department").filter(token_sha256=_digest(token)).first()
    return client if client and client.is_valid_on(timezone.localdate()) else None


def _digest(token: str) -> str:
    """Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def note_refusal(target: str, reason: str) -> None:
    """A program was sent away; the caller sees to it that a flood of requests is no flood of events."""
    audit.record("denied", by=None, target=target, reason=reason, result=AuditEvent.Result.DENIED)


def note(client: ApiClient, kind: str) -> None:
    """Leave one event for an hour in which the program read this kind of data."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    if client.noted.get(kind) == hour:
        return
    with transaction.atomic():
        locked = ApiClient.objects.select_for_update().get(pk=client.pk)
        if locked.noted.get(kind) != hour:
            locked.noted = locked.noted | {kind: hour}
            locked.save(update_fields=["noted"])
            called = dict(ApiClient.Kind.choices).get(kind, kind)
            target = f"接口客户端 {client}：{called}"
            audit.record("export", by=None, target=target, department=locked.department)

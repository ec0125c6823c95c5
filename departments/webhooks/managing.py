"""Addresses to tell: make one with its secret, stop it, send something again."""

import secrets
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from departments import audit, sealing
from departments.access import clients
from departments.audit.words import called
from departments.models import Delivery, Department, User, Webhook

from .delivering import PURPOSE
from .queueing import wake


@transaction.atomic
def make(
    *, name: str, department: Department, address: str, verbs: Sequence[str], by: User
) -> tuple[Webhook, str]:
    """The address and the secret that signs, which nobody sees again."""
    if not clients.makes_api_clients(by):
        raise PermissionDenied
    secret = secrets.token_urlsafe(32)
    hook = Webhook.objects.create(
        name=name, department=department, address=address, verbs=list(verbs), created_by=by,
        secret=sealing.seal(secret, PURPOSE),
    )  # fmt: skip
    changes = [
        audit.change(hook, "地址", None, address),
        audit.change(hook, "范围", None, department),
        audit.change(hook, "事件", None, "、".join(map(called, verbs))),
    ]
    audit.record("webhook", by=by, target=f"事件推送 {hook}", changes=changes, department=department)
    return hook, secret


@transaction.atomic
def stop(hook: Webhook, *, by: User) -> None:
    """停用: nothing more is sent, not even what waits."""
    if not clients.revokes_api_clients(by):
        raise PermissionDenied
    locked = Webhook.objects.select_for_update().get(pk=hook.pk)
    if locked.stopped_at is not None:
        return
    locked.stopped_at = timezone.now()
    locked.save(update_fields=["stopped_at"])
    change = audit.change(locked, "状态", "有效", "停用")
    target = f"事件推送 {locked}"
    audit.record("webhook", by=by, target=target, changes=[change], department=locked.department)


@transaction.atomic
def send_again(delivery: Delivery, *, by: User) -> None:
    """From the beginning, whatever became of it; the number stays, so the other side knows it."""
    if not clients.makes_api_clients(by):
        raise PermissionDenied
    locked = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery.pk)
    locked.state, locked.attempts, locked.next_at = Delivery.State.WAITING, 0, timezone.now()
    locked.delivered_at = None
    locked.save(update_fields=["state", "attempts", "next_at", "delivered_at"])
    place = locked.webhook.department
    audit.record("webhook", by=by, target=f"重新推送 {locked}", department=place)
    transaction.on_commit(wake, robust=True)

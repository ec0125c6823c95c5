"""事件推送: the addresses, a form for the next, what was sent to each and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments.access import clients
from departments.audit.words import called
from departments.forms.tidy import tidied
from departments.forms.webhook import WebhookForm
from departments.models import Delivery, User, Webhook
from departments.webhooks import EVENTS, managing, targets

from . import kept
from .listing import ROWS
from .person import signed_in

PAGES = "departments/webhook/"


def _who(request: HttpRequest) -> User:
    user = signed_in(request)
    if not clients.revokes_api_clients(user):
        raise PermissionDenied
    return user


def _hook(user: User, pk: int) -> Webhook:
    return get_object_or_404(clients.webhooks(user), pk=min(pk, 2**63 - 1))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hook_list(request: HttpRequest) -> HttpResponse:
    """All of the own authority; the secret of a new one is shown once."""
    user = _who(request)
    makes = clients.makes_api_clients(user)
    if request.method == "POST" and not makes:
        raise PermissionDenied
    form = WebhookForm(
        tidied(request.POST) if request.method == "POST" else None,
        authorities=clients.client_authorities(user),
        events={verb: called(verb) for verb in EVENTS},
        why_not=targets.why_not,
    )
    if form.is_valid():
        hook, secret = managing.make(**form.cleaned_data, by=user)
        kept.arrived(request)
        return render(request, PAGES + "secret.html", {"hook": hook, "secret": secret})
    page = Paginator(clients.webhooks(user), ROWS).get_page(request.GET.get("page"))
    rows = [(hook, "、".join(map(called, hook.verbs))) for hook in page]
    context = {"form": form, "page": page, "rows": rows, "makes": makes}
    return render(request, PAGES + "hook_list.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def delivery_list(request: HttpRequest, pk: int) -> HttpResponse:
    """推送记录 of one address, newest first."""
    user = _who(request)
    hook = _hook(user, pk)
    found = hook.deliveries.select_related("assessment__fiscal_year__authority", "assessment__department")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = [(row, called(row.verb)) for row in page]
    context = {"hook": hook, "page": page, "rows": rows, "makes": clients.makes_api_clients(user)}
    return render(request, PAGES + "delivery_list.html", context)


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """停用."""
    user = _who(request)
    hook = _hook(user, pk)
    managing.stop(hook, by=user)
    messages.success(request, f"已停用“{hook}”，不再推送。")
    return redirect("departments:webhook_list")


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """重新推送."""
    user = _who(request)
    rows = Delivery.objects.filter(webhook__in=clients.webhooks(user), webhook__stopped_at=None)
    row = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    managing.send_again(row, by=user)
    messages.success(request, "已列入重新推送。")
    return redirect("departments:webhook_deliveries", row.webhook_id)

"""接口客户端: who reads by program, and a form for the next; the token is shown once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from departments import api_clients
from departments.access import clients
from departments.forms.api_client import ApiClientForm
from departments.forms.tidy import tidied

from . import kept
from .listing import ROWS
from .person import signed_in


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def client_list(request: HttpRequest) -> HttpResponse:
    """All of the own authority."""
    user = signed_in(request)
    if not clients.revokes_api_clients(user):
        raise PermissionDenied
    makes = clients.makes_api_clients(user)
    form = ApiClientForm(
        tidied(request.POST) if request.method == "POST" else None,
        authorities=clients.client_authorities(user),
    )
    if request.method == "POST" and not makes:
        raise PermissionDenied
    if form.is_valid():
        client, token = api_clients.make(**form.cleaned_data, by=user)
        kept.arrived(request)
        shown = {"client": client, "token": token}
        return render(request, "departments/api_client/token.html", shown)
    page = Paginator(clients.api_clients(user), ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "makes": makes, "today": timezone.localdate()}
    status = 422 if form.is_bound else 200
    return render(request, "departments/api_client/client_list.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """停用."""
    user = signed_in(request)
    if not clients.revokes_api_clients(user):
        raise PermissionDenied
    client = get_object_or_404(clients.api_clients(user), pk=min(pk, 2**63 - 1))
    api_clients.revoke(client, by=user)
    messages.success(request, f"已停用“{client}”，它的令牌不再有效。")
    return redirect("departments:api_client_list")

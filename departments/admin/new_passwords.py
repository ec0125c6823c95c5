"""重设初始密码 of ticked people, as an action of the list of people."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


@admin.action(description="重设初始密码", permissions=["add"])
def new_passwords(_: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
    """Leads to the page that says who would get one."""
    keys = ",".join(str(pk) for pk in queryset.order_by("username").values_list("pk", flat=True))
    return HttpResponseRedirect(f"{reverse('reports:new_passwords')}?all={keys}")

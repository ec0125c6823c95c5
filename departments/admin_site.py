"""The administration pages as the set-up of the 财政管理员: who gets in is asked of `access`."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

NOT_SET_UP = ("account", "mfa", "socialaccount")
"""Applications of django-allauth."""


class SetUpSite(AdminSite):
    """设置: departments, people, fiscal years, schemes and outlines. One page to sign in for everything."""

    site_header = "部门整体绩效自评 · 设置"
    site_title = "绩效自评设置"
    index_title = "部门、人员、年度、评分方案与提纲"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Packages bring pages for their tables; sign-ins have pages of their own and audit events."""
        several = isinstance(model_or_iterable, Iterable)
        models: Any = model_or_iterable if several else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label not in NOT_SET_UP]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        from . import access

        return access.can_set_up(request.user)  # type: ignore[arg-type]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        query = urlencode({REDIRECT_FIELD_NAME: target})
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{query}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is one page for everybody."""
        return HttpResponseRedirect(reverse("password_change"))


class SetUpConfig(AdminConfig):
    """Puts `SetUpSite` in the place of Django's own."""

    default_site = "departments.admin_site.SetUpSite"
    default = False

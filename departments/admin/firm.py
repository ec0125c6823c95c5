"""第三方机构 on the set-up pages; its people are 审核人 with the firm named in their role."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import format_html_join

from departments import set_up
from departments.models import Firm, Membership

from .audited import AuditedAdmin


@admin.register(Firm)
class FirmAdmin(AuditedAdmin):
    list_display = ("name", "credit_code", "contact", "phone", "authority", "people")
    search_fields = ("name", "credit_code")
    autocomplete_fields = ("authority",)
    fields = ("authority", "name", "credit_code", "contact", "phone", "who")
    readonly_fields = ("who",)

    def get_queryset(self, request: Any) -> Any:
        in_force = Q(memberships__ends=None) | Q(memberships__ends__gte=timezone.localdate())
        return set_up.firms(request.user).annotate(people_count=Count("memberships", filter=in_force))

    def get_readonly_fields(self, request: Any, obj: Firm | None = None) -> Any:
        """Who commissioned it stays once somebody is of it."""
        return ("authority", "who") if obj and obj.memberships.exists() else ("who",)

    @admin.display(description="人员数", ordering="people_count")
    def people(self, obj: Any) -> int:
        return int(obj.people_count)

    @admin.display(description="人员")
    def who(self, obj: Firm) -> str:
        held = Membership.objects.filter(firm=obj).select_related("user") if obj.pk else ()
        rows = ((x.user, x.user.username, f"至{x.ends}" if x.ends else "长期") for x in held)
        return format_html_join("、", "{}（{}，{}）", rows) or "在“用户”中给审核人选择本机构。"

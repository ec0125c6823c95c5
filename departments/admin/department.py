"""部门 on the set-up pages: the tree below one's own authority."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from departments import set_up
from departments.models import Department

from .audited import AuditedAdmin, yes_or_no


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    list_display = ("code", "name", "kind", "parent", "key", "active")
    list_display_links = ("code", "name")
    list_filter = ("kind", "is_key", "is_active")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent", "merged_into")
    fields = ("code", "name", "kind", "parent", "is_key", "is_active", "merged_into")

    @admin.display(description="重点单位", ordering="is_key")
    def key(self, obj: Department) -> str:
        return yes_or_no(obj.is_key)

    @admin.display(description="在用", ordering="is_active")
    def active(self, obj: Department) -> str:
        return yes_or_no(obj.is_active)

    def get_queryset(self, request: Any) -> Any:
        return set_up.departments(request.user)

    def may_change(self, request: HttpRequest, obj: Department) -> bool:
        return set_up.may_change_department(request.user, obj)  # type: ignore[arg-type]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "parent" and not request.user.is_superuser:
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

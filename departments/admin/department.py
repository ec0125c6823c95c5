"""部门 on the set-up pages: the tree below one's own authority."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from departments import set_up
from departments.models import Department

from .audited import AuditedAdmin


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    list_display = ("code", "name", "kind", "parent")
    list_display_links = ("code", "name")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)
    fields = ("code", "name", "kind", "parent")

    def get_queryset(self, request: Any) -> Any:
        return set_up.departments(request.user)

    def may_change(self, request: HttpRequest, obj: Department) -> bool:
        return set_up.may_change_department(request.user, obj)  # type: ignore[arg-type]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if not request.user.is_superuser:
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

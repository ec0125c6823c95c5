"""预算年度 on the set-up pages, with its extensions and 下达."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from departments import notices, set_up
from departments.gone import Gone
from departments.models import DualDuty, Extension, FiscalYear
from departments.years import issuing

from .audited import AuditedAdmin, KnownRows, SetUp, yes_or_no


class GrantInline(SetUp, admin.TabularInline):  # type: ignore[type-arg]
    """What the manager grants one department in the year; who granted it is noted when it is saved."""

    extra = 0
    formset = KnownRows
    autocomplete_fields = ("department",)
    readonly_fields = ("granted_by",)


class ExtensionInline(GrantInline):
    model = Extension
    fields = ("department", "closes", "reason", "granted_by")


class DualDutyInline(GrantInline):
    model = DualDuty
    fields = ("department", "step", "reason", "granted_by")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and set_up.may_grant_dual_duty(request.user, obj)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and set_up.may_grant_dual_duty(request.user, obj)


@admin.register(FiscalYear)
class FiscalYearAdmin(AuditedAdmin):
    list_display = ("year", "authority", "opens", "due", "closes", "signs", "steps", "issued", "assigns")
    list_display_links = ("year", "authority")
    list_filter = ("year", "head_signs", "two_step")
    search_fields = ("year", "authority__name", "authority__code")
    autocomplete_fields = ("authority", "scheme", "project_scheme", "outline")
    fieldsets = (
        (None, {"fields": ("authority", "year")}),
        ("填报期", {"fields": ("opens", "due", "closes")}),
        ("评分与报告", {"fields": ("scheme", "project_scheme", "outline")}),
        ("审核", {"fields": ("head_signs", "two_step", "by_assignment")}),
    )
    inlines = (ExtensionInline, DualDutyInline)
    actions = ("issue",)

    def get_queryset(self, request: Any) -> Any:
        return set_up.fiscal_years(request.user).annotate(issued_count=Count("assessments"))

    def get_readonly_fields(self, request: HttpRequest, obj: FiscalYear | None = None) -> tuple[str, ...]:
        """Whose year it is stays as it is once there are self-assessments."""
        return ("authority", "year") if obj and obj.assessments.exists() else ()

    @admin.display(description="须负责人签批", ordering="head_signs")
    def signs(self, obj: FiscalYear) -> str:
        return yes_or_no(obj.head_signs)

    @admin.display(description="两步审核", ordering="two_step")
    def steps(self, obj: FiscalYear) -> str:
        return yes_or_no(obj.two_step)

    @admin.display(description="已下达自评数", ordering="issued_count")
    def issued(self, obj: Any) -> int:
        return int(obj.issued_count)

    @admin.display(description="分派审核")
    def assigns(self, obj: FiscalYear) -> str:
        address = reverse("departments:assignments", args=[obj.pk])
        return format_html(
            '<a href="{}">分派（{}）</a>', address, "按分派审核" if obj.by_assignment else "不限"
        )

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        for row in formset.forms:
            if row.has_changed():
                row.instance.granted_by = request.user
        super().save_formset(request, form, formset, change)
        for row in (*formset.new_objects, *(changed for changed, _ in formset.changed_objects)):
            if isinstance(row, Extension):
                year, where = row.fiscal_year, [row.department_id]
                notices.extended(year, where, closes=row.closes, reason=row.reason)

    @admin.action(description="下达：为所选年度的全部部门建立自评", permissions=["change"])
    def issue(self, request: Any, queryset: QuerySet[FiscalYear]) -> None:
        for year in queryset:
            try:
                issued = issuing.issue(year, by=request.user)
            except Gone:
                messages.error(request, f"{year}刚刚已被别人删除，没有下达。")
                continue
            messages.success(request, f"{year}：新建自评{issued.created}个，原有{issued.present}个。")

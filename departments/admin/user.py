"""用户 and their roles on the set-up pages. Nobody gives roles to themselves, but a superuser."""

from itertools import combinations
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from departments import audit, live_sessions, locking, passwords, separation, set_up
from departments.models import Membership, User

from .audited import AuditedAdmin, KnownRows, SetUp, yes_or_no
from .new_passwords import new_passwords
from .user_forms import NewUserForm, PasswordForm, UserForm

ACCOUNT = ("username", "name", "post", "email", "is_active")


class SeparateRoles(KnownRows):
    """Refuses in words what the triggers of `separation` would refuse; their word is the last."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        rows = [roles for form in self.forms if (roles := _before_and_after(form))]
        shown = [form.instance.pk for form in self.initial_forms]
        unseen = Membership.objects.filter(user=self.instance.pk).exclude(pk__in=shown)
        rows += [{x.role} for x in unseen if separation.in_force(x)]
        if any(separation.conflict(one, other) for one, other in combinations(rows, 2)):
            raise ValidationError(separation.REFUSAL)


def _before_and_after(form: Any) -> set[str]:
    """The roles in force that the row stands for until and after it is saved."""
    now = form.instance
    before = Membership.objects.filter(pk=now.pk).first() if now.pk else None
    after = None if form.cleaned_data.get("DELETE") or not now.role else now
    return {x.role for x in (before, after) if x is not None and separation.in_force(x)}


class MembershipInline(SetUp, admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    formset = SeparateRoles
    autocomplete_fields = ("department",)
    fields = ("department", "role", "firm", "ends")

    def get_queryset(self, request: Any) -> Any:
        return set_up.memberships(request.user).select_related("department", "firm")

    def get_min_num(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        """A new person has a role, else a manager would never see them again."""
        return 1 if obj is None and not request.user.is_superuser and set_up.grants(request.user) else 0

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def may_change(self, request: Any, obj: Any) -> bool:
        return bool(request.user.is_superuser or obj != request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        given = {"department": set_up.departments_for_roles, "firm": set_up.firms}[db_field.name]
        return super().formfield_for_foreignkey(db_field, request, queryset=given(request.user), **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "role":
            given = set_up.grants(request.user)
            kwargs["choices"] = [("", "---------"), *(x for x in Membership.Role.choices if x[0] in given)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(User)
class UserAdmin(AuditedAdmin, DjangoUserAdmin[User]):
    form = UserForm
    add_form = NewUserForm
    add_form_template = "admin/change_form.html"
    change_password_form = PasswordForm
    list_display = ("username", "name", "post", "active")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "name", "post")
    ordering = ("username",)
    inlines = (MembershipInline,)
    actions = (new_passwords,)
    add_fieldsets = ((None, {"fields": ("username", "name", "post", "password1", "password2")}),)

    def get_queryset(self, request: Any) -> Any:
        return set_up.users(request.user)

    @admin.display(description="有效", ordering="is_active")
    def active(self, obj: User) -> str:
        return yes_or_no(obj.is_active)

    def get_fieldsets(self, request: Any, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        may = set_up.may_change_account(request.user, obj)
        sets: list[Any] = [(None, {"fields": (*ACCOUNT, "password") if may else ACCOUNT})]
        if request.user.is_superuser:
            rights = ("is_staff", "is_superuser", "groups", "user_permissions")
            sets.append(("系统权限", {"fields": rights, "classes": ("collapse",)}))
        return sets

    def get_readonly_fields(self, request: Any, obj: User | None = None) -> Any:
        """The account of somebody who also works elsewhere is not this manager's to change."""
        if obj is None or set_up.may_change_account(request.user, obj):
            return ()
        locks = set_up.may_lock(request.user, obj)
        return tuple(name for name in ACCOUNT if not (locks and name == "is_active"))

    def change_view(self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With the way to take somebody's second factor away, for whom may."""
        person = self.get_object(request, object_id)
        may = bool(person) and set_up.may_reset_second_factor(request.user, person)
        context = (
            {"may_reset": may}
            | live_sessions.state_for(request.user, person)
            | locking.state_for(request.user, person)
        )
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def get_inline_instances(self, request: Any, obj: Any = None) -> Any:
        """Django's own leaves the roles out while a person is added."""
        return admin.ModelAdmin.get_inline_instances(self, request, obj)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            passwords.given(obj)
        elif not obj.is_active:
            live_sessions.end_all(obj, by=request.user, reason="账号已停用")

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        may = obj is None or (obj != request.user and set_up.may_change_account(request.user, obj))
        return super().has_delete_permission(request, obj) and may

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Two grants at once: the triggers let one through, and the other is told."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            messages.error(request, f"未保存，刚刚有人更改了此人的角色。{separation.REFUSAL}")
            return HttpResponseRedirect(request.path)

    def user_change_password(self, request: Any, id: str, form_url: str = "") -> HttpResponse:
        person = self.get_object(request, id)
        if person and not set_up.may_change_account(request.user, person):
            raise PermissionDenied
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if person and request.method == "POST" and response.status_code == 302:
                passwords.given(person)
                live_sessions.end_all(person, by=request.user, reason="密码已重新设置")
                changes = [audit.change(person, "密码", None, "已设置")]
                changes += [audit.change(person, "锁定", "是", "否")] if locking.unlock(person) else []
                audit.record("set_up_change", by=request.user, target=f"用户 {person}", changes=changes)
        return response

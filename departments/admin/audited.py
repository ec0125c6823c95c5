"""What every set-up page shares: who may, whose rows, and an audit event for each change."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm

from departments import audit, set_up
from departments.audit import Change
from departments.forms.keys import key_of
from departments.models import Department

SECRET = frozenset({"password", "password1", "password2"})
"""Fields whose values are never written down."""


class Autocomplete(AutocompleteSelect):
    """Shows a refused choice as blank; Django's own fails on what is no number."""

    def optgroups(self, name: Any, value: Any, attr: Any = None) -> Any:
        known = [x for x in value if key_of(x) is not None]
        return super().optgroups(name, known, attr)


class SetUp:
    """Permissions of the set-up pages and of their inlines: everything in sight, nothing else."""

    def may_change(self, request: Any, obj: Any) -> bool:
        """Whether the person may change this row among those in sight."""
        return True

    def has_module_permission(self, request: Any) -> bool:
        return set_up.sees(request.user, self.model)  # type: ignore[attr-defined]

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return set_up.sees(request.user, self.model)  # type: ignore[attr-defined]

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return set_up.adds(request.user, self.model)  # type: ignore[attr-defined]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        may = set_up.changes(request.user, self.model)  # type: ignore[attr-defined]
        return may and (obj is None or self.may_change(request, obj))

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj) and set_up.adds(
            request.user,
            self.model,  # type: ignore[attr-defined]
        )

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A foreign key offers, and takes, only rows that the related set-up page shows."""
        related = admin.site._registry.get(db_field.remote_field.model)
        if related and "queryset" not in kwargs:
            kwargs["queryset"] = related.get_queryset(request)
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["widget"] = Autocomplete(db_field, admin.site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def yes_or_no(value: bool) -> str:
    """In words: a red cross beside 否 would look like a mistake."""
    return "是" if value else "否"


class KnownRows(BaseInlineFormSet):  # type: ignore[type-arg]
    """An inline refuses rows that are not (any longer) in sight; Django's own leaves them out in silence."""

    def clean(self) -> None:
        super().clean()
        if any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError("有的行已不存在或不在您的管理范围内，请刷新页面。")


class AuditedAdmin(SetUp, admin.ModelAdmin):  # type: ignore[type-arg]
    """Every addition, change and deletion leaves an audit event in its own transaction."""

    empty_value_display = "—"

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        """Titles without the blanks that Django's own put around names."""
        return super().changelist_view(request, {"title": self.opts.verbose_name} | (extra_context or {}))

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        title = {"title": f"{'' if object_id else '增加'}{self.opts.verbose_name}"}
        return super().changeform_view(request, object_id, form_url, title | (extra_context or {}))

    def lookup_allowed(self, lookup: str, value: Any, request: Any) -> bool:
        """What PostgreSQL takes for no text is no filter."""
        return "\0" not in str(value) and super().lookup_allowed(lookup, value, request)

    def get_object(self, request: Any, object_id: str, from_field: str | None = None) -> Any:
        """A blank `_to_field` is none; Django's own looks for a field without a name."""
        return super().get_object(request, object_id, from_field or None)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        before = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        form.noted = _changes(obj, before, form)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        for formset in formsets:
            form.noted += [noted for row in formset.forms for noted in _row_changes(row)]
        super().save_related(request, form, formsets, change)
        if form.noted or not change:
            verb = "set_up_change" if change else "set_up_add"
            target, place = _called(form.instance), _place(form.instance)
            audit.record(verb, by=request.user, target=target, changes=form.noted, department=place)

    def delete_model(self, request: Any, obj: Any) -> None:
        gone = _with_dependents(obj)
        called, place = _called(obj), _place(obj)
        super().delete_model(request, obj)
        audit.record("set_up_delete", by=request.user, target=called, changes=gone, department=place)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


def _place(obj: models.Model) -> Department | None:
    """The authority or department that the row belongs to; accounts and schemes belong to none."""
    if isinstance(obj, Department):
        return obj
    place = getattr(obj, "authority", None) or getattr(obj, "department", None)
    return place if isinstance(place, Department) else None


def _called(obj: models.Model) -> str:
    return f"{obj._meta.verbose_name} {obj}"


def _changes(obj: models.Model, before: models.Model | None, form: Any) -> list[Change]:
    """The changed fields of a form, old → new, all of a new row; a password only as “changed”."""
    changes = []
    for name in form.fields if before is None else form.changed_data:
        label = str(form.fields[name].label or name)
        if name in SECRET:
            changes.append(audit.change(obj, "密码", None, "已设置"))
        elif hasattr(obj, name):
            old = _shown(before, name) if before else None
            changes.append(audit.change(obj, label, old, _shown(obj, name)))
    return [x for i, x in enumerate(changes) if x not in changes[:i] and x["old"] != x["new"]]


def _shown(obj: models.Model, name: str) -> str | None:
    value = getattr(obj, name)
    if isinstance(value, models.Manager):
        return "、".join(map(str, value.all()))
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, dict | list):
        return audit.canonical_json(value)
    return None if value in (None, "") else str(value)


def _row_changes(form: ModelForm[Any]) -> list[Change]:
    """What one row of an inline is about to change."""
    obj: models.Model = form.instance
    if form.cleaned_data.get("DELETE"):
        return [audit.change(obj, "整行", str(obj), None)] if obj.pk else []
    if not form.has_changed():
        return []
    if obj.pk is None:
        return [audit.change(obj, "整行", None, str(obj))]
    before = type(obj)._default_manager.filter(pk=obj.pk).first()
    return _changes(obj, before, form)


def _with_dependents(obj: models.Model) -> list[Change]:
    """The row and everything that is deleted with it."""
    collector = NestedObjects(using="default")
    collector.collect([obj])
    return [audit.change(row, "整行", _called(row), None) for rows in collector.data.values() for row in rows]

"""评分方案 and 报告提纲 on the set-up pages: versions, copied rather than changed once used."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from departments import set_up
from departments.models import FiscalYear, Outline, ScoringScheme, Submission
from departments.models.scoring_scheme import VersionedData
from departments.scoring.schemes import Scheme, SchemeError

from .audited import AuditedAdmin, yes_or_no

HELP = "已被送审稿使用的版本不能修改：改好标识、名称和内容后，按“保存为新的”另存为新版本。"


class DataField(forms.JSONField):
    """JSON that may be kept: an object, neither too deep nor with numbers that are none."""

    def to_python(self, value: Any) -> Any:
        try:
            data = super().to_python(value)
            json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError) as problem:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from problem
        if data is not None and not isinstance(data, dict):
            raise ValidationError("内容应为一个JSON对象。", code="invalid")
        return data

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed is shown as it was typed."""
        return InvalidJSONInput(data or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, data)
        except (ValueError, RecursionError):
            return True

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, InvalidJSONInput):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2)


class CatalogueForm(forms.ModelForm[Any]):
    """The key and the title of the row are those of its data too."""

    person: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if isinstance(cleaned.get("data"), dict):
            names = {name: cleaned[name] for name in ("key", "title") if name in cleaned}
            cleaned["data"] = cleaned["data"] | names
        if self.instance.pk and self.changed_data and _is_used_elsewhere(self.instance, self.person):
            raise ValidationError("其他财政部门的预算年度正在使用，不能修改；请另存为新版本。")
        return cleaned


def _is_used_elsewhere(row: VersionedData, person: Any) -> bool:
    """True when a year that is not the person's to set up rests on this row."""
    rests_on = Q(outline=row) if isinstance(row, Outline) else Q(scheme=row) | Q(project_scheme=row)
    return FiscalYear.objects.filter(rests_on).exclude(pk__in=set_up.fiscal_years(person)).exists()


class CatalogueAdmin(AuditedAdmin):
    form = CatalogueForm
    formfield_overrides = {
        models.JSONField: {"form_class": DataField, "widget": forms.Textarea({"rows": 30, "cols": 100})}
    }
    search_fields = ("key", "title")
    save_as = True
    readonly_fields = ("summary",)
    fieldsets = ((None, {"fields": ("key", "title", "summary", "data"), "description": HELP}),)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"person": request.user})

    def get_queryset(self, request: HttpRequest) -> Any:
        used = Exists(Submission.objects.filter(self.rests_on))
        return self.model._default_manager.annotate(used_by_submissions=used)

    @admin.display(description="已被使用")
    def used(self, obj: Any) -> str:
        return yes_or_no(obj.used_by_submissions)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (
            obj and (obj.is_used() or _is_used_elsewhere(obj, request.user))
        )

    rests_on: Q


@admin.register(ScoringScheme)
class ScoringSchemeAdmin(CatalogueAdmin):
    list_display = ("title", "key", "kind", "used")
    rests_on = Q(scheme=OuterRef("pk")) | Q(project_scheme=OuterRef("pk"))

    @admin.display(description="类型")
    def kind(self, obj: ScoringScheme) -> str:
        return {"department": "部门整体", "project": "项目"}.get(obj.data.get("kind", ""), "")

    @admin.display(description="概要")
    def summary(self, obj: ScoringScheme) -> str | SafeString:
        try:
            return _list(_scheme_lines(obj.scheme)) if obj.pk else "保存后显示。"
        except SchemeError as problem:
            return str(problem)


@admin.register(Outline)
class OutlineAdmin(CatalogueAdmin):
    list_display = ("title", "key", "texts", "used")
    rests_on = Q(outline=OuterRef("pk"))

    @admin.display(description="文字数")
    def texts(self, obj: Outline) -> int:
        return len(list(obj.text_blocks()))

    @admin.display(description="概要")
    def summary(self, obj: Outline) -> str | SafeString:
        if not obj.pk:
            return "保存后显示。"
        return _list(str(block.get("text") or block.get("title") or "") for block in _headed(obj))


def _scheme_lines(scheme: Scheme) -> Iterable[str]:
    yield f"预算执行率{scheme.execution_weight}分，绩效指标{scheme.indicator_weight}分"
    yield "评价等级：" + "、".join(f"{band.grade}（{band.at_least}分起）" for band in scheme.grades)
    yield "定性档次：" + "、".join(f"{band.lower}%–{band.upper}%" for band in scheme.tiers)
    split = "、".join(f"{name}{weight}分" for name, weight in scheme.level1_weights.items())
    yield f"一级指标分值：{split or '由部门自定'}"
    yield f"超过目标值{scheme.overachievement_ratio}%须说明，扣除分值的{scheme.overachievement_deduction}%"
    yield f"执行率低于{scheme.execution_reason_below}%须说明原因"


def _headed(outline: Outline) -> Iterable[dict[str, Any]]:
    return (x for x in outline.data.get("blocks", []) if "heading" in x or "section" in x)


def _list(lines: Iterable[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((x,) for x in lines if x)))

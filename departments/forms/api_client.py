"""A program that may read: its name, its part of the tree, what it reads, until when."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from departments.models import ApiClient, Department

LONGEST_DAYS = 366


class DepartmentField(forms.Form):
    """A part of the tree within the own authorities, by code or name."""

    department = forms.CharField(
        label="范围",
        max_length=100,
        help_text="部门编码或全称；包括这个部门和它以下的部门。",
    )

    def __init__(self, *args: Any, authorities: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Q(pk__in=[])
        for authority in authorities:
            below |= Q(path__startswith=authority.path)
        self.departments = Department.objects.filter(below)
        if len(authorities) == 1:
            self.fields["department"].initial = authorities[0].name

    def clean_department(self) -> Department:
        """One of those in sight."""
        typed = self.cleaned_data["department"].strip()
        found = self.departments.filter(Q(code=typed) | Q(name=typed)).first()
        if found is None:
            raise forms.ValidationError(f"没有编码或全称为“{typed}”的部门，或不在您的管理范围内。")
        return found


class ApiClientForm(DepartmentField):
    """Everything is asked for; nothing is given by default but a year's time."""

    name = forms.CharField(label="名称", max_length=60, help_text=ApiClient._meta.get_field("name").help_text)
    kinds = forms.MultipleChoiceField(
        label="内容",
        choices=ApiClient.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项内容。"},
    )
    ends = forms.DateField(
        label="有效期至",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="最后有效的一天，最长一年；到期后建立新的。",
    )

    field_order = ("name", "department", "kinds", "ends")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].initial = timezone.localdate() + timedelta(days=LONGEST_DAYS - 1)

    def clean_ends(self) -> date:
        """From today, for a year at most."""
        ends: date = self.cleaned_data["ends"]
        today = timezone.localdate()
        if not today <= ends <= today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError("有效期应从今天起，最长一年。")
        return ends

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        taken = ApiClient.objects.filter(
            name=given.get("name"), department=given.get("department"), revoked_at=None
        )
        if given.get("department") and taken.exists():
            self.add_error("name", "这个范围内已有同名的客户端，请换一个名称，或先停用原有的。")
        return given

"""Where a program is told of steps: its name, its part of the tree, its address, which steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q

from departments.models import Department, Webhook
from departments.models.webhook import LONGEST_ADDRESS

from .api_client import DepartmentField


class WebhookForm(DepartmentField):
    """The address is judged here by its name and again before each connection by what it leads to."""

    name = forms.CharField(label="名称", max_length=60, help_text="哪个系统、谁负责。")
    address = forms.CharField(
        label="地址",
        max_length=LONGEST_ADDRESS,
        help_text="以 https:// 开头；主机须在运维设置的允许名单中。",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    verbs = forms.MultipleChoiceField(
        label="事件",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一种事件。"},
    )
    field_order = ("name", "department", "address", "verbs")

    def __init__(
        self, *args: Any, events: dict[str, str], why_not: Callable[[str], str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.why_not = why_not
        verbs: Any = self.fields["verbs"]
        verbs.choices, verbs.initial = list(events.items()), list(events)

    def clean_address(self) -> str:
        """One that could be connected to."""
        address: str = self.cleaned_data["address"].strip()
        if refusal := self.why_not(address):
            raise forms.ValidationError(refusal)
        return address

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        department: Department | None = given.get("department")
        same = Q(name=given.get("name"), department=department, stopped_at=None)
        if department and Webhook.objects.filter(same).exists():
            self.add_error("name", "这个范围内已有同名的推送，请换一个名称，或先停用原有的。")
        return given

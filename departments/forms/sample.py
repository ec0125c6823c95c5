from typing import Any

from django import forms

from departments.models import Department, FiscalYear

from .offered import Offered

MOST = 5000
"""Departments in one draw."""


class SampleForm(Offered, forms.Form):
    """A draw: by whom, of which year, how many, with which seed."""

    body = forms.ModelChoiceField(Department.objects.none(), label="抽查单位", empty_label=None)
    fiscal_year = forms.ModelChoiceField(FiscalYear.objects.none(), label="年度", empty_label=None)
    size = forms.IntegerField(
        label="抽取数量",
        min_value=1,
        max_value=MOST,
        error_messages={"required": "请填写抽取数量。", "invalid": "抽取数量应为整数。"},
    )
    seed = forms.RegexField(
        r"^[0-9A-Za-z-]+$",
        label="种子",
        required=False,
        max_length=64,
        help_text="不填由系统随机产生；现场摇号的可填摇出的号码。",
        error_messages={"invalid": "种子只能用数字、字母和连字符。"},
    )
    note = forms.CharField(label="说明", required=False, max_length=300)

    def __init__(self, *args: Any, bodies: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["body"].queryset = Department.objects.filter(pk__in=[body.pk for body in bodies])
        above = {code for body in bodies for code in (body.code, *body.ancestor_codes)}
        years = FiscalYear.objects.filter(authority__code__in=above).select_related("authority")
        choices["fiscal_year"].queryset = years.order_by("-year")
        choices["fiscal_year"].label_from_instance = lambda row: f"{row.year}年度 {row.authority}"

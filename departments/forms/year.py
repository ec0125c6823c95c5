"""A year's settings, and what is done to departments of a year."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.utils import timezone

from departments.models import Department, FiscalYear, Outline, ScoringScheme

DAYS = ("opens", "due", "closes")


def day(**options: Any) -> forms.DateField:
    """A date with the browser's own calendar."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写日期，如2026-04-30。", "required": "请填写日期。"},
        **options,
    )


class YearForm(forms.ModelForm[FiscalYear]):
    """预算年度: whose, which, window, schemes, outline, steps."""

    opens = day(label="开始填报")
    due = day(label="应报日期", help_text="晚于此日送审的计为逾期。")
    closes = day(label="停止填报", help_text="最后可以送审的一天，个别部门可另行延期。")

    class Meta:
        model = FiscalYear
        fields = (
            "authority", "year", *DAYS, "scheme", "project_scheme", "outline", "head_signs", "two_step"
        )  # fmt: skip
        error_messages: ClassVar[dict[str, Any]] = {
            NON_FIELD_ERRORS: {"unique_together": "这个财政部门的该年度已经开设，请改填其他年度。"}
        }

    def __init__(self, *args: Any, authorities: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, QuerySet[Any]] = {
            "authority": authorities,
            "scheme": ScoringScheme.objects.filter(data__kind="department"),
            "project_scheme": ScoringScheme.objects.filter(data__kind="project"),
            "outline": Outline.objects.all(),
        }
        fields: Any = self.fields
        for name, rows in offered.items():
            fields[name].queryset, fields[name].empty_label = rows, None
            if name != "authority":  # versions often bear the same title
                fields[name].label_from_instance = lambda row: f"{row.title}（{row.key}）"
        if self.instance.pk and self.instance.assessments.exists():
            for name in ("authority", "year"):
                fields[name].disabled = True
                fields[name].help_text = "已经下达，不能更改。"


ISSUE, RECALL, EXTEND = "issue", "recall", "extend"
ACTS = {ISSUE: "下达", RECALL: "撤回下达", EXTEND: "延期"}


class DeleteForm(forms.Form):
    """删除年度: why, which settings the page showed, and the button's key."""

    reason = forms.CharField(
        label="理由（必填，写入审计记录）", max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请填写理由。", "max_length": "理由不能超过500字。"},
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=64)
    once = forms.CharField(required=False, max_length=32)


class ActForm(forms.Form):
    """What is to be done, asked first and carried out once confirmed."""

    act = forms.ChoiceField(choices=list(ACTS.items()), error_messages={"required": "请选择操作。"})
    closes = day(label="延期至", required=False)
    reason = forms.CharField(label="理由", required=False, max_length=500)
    digest = forms.CharField(required=False, max_length=64)
    once = forms.CharField(required=False, max_length=32)

    def __init__(self, *args: Any, year: FiscalYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    @property
    def is_confirmed(self) -> bool:
        return bool(self.data.get("digest"))

    def clean(self) -> dict[str, Any]:
        """The reason is asked for on the second page."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_confirmed or cleaned.get("act") == ISSUE:
            return cleaned
        if not cleaned.get("reason", "").strip():
            self.add_error("reason", "请填写理由。")
        if cleaned.get("act") == EXTEND and "closes" not in self.errors:
            self._check_day(cleaned.get("closes"))
        return cleaned

    def _check_day(self, until: date | None) -> None:
        """An extension gives time: it ends neither before the year does nor in the past."""
        if until is None:
            self.add_error("closes", "请填写延期至哪一天。")
        elif until <= self.year.closes:
            self.add_error("closes", f"应晚于本年度停止填报的日期{self.year.closes:%Y-%m-%d}。")
        elif until < timezone.localdate():
            self.add_error("closes", "应不早于今天。")

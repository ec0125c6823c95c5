"""Forms of 绩效运行监控: a new round, and the rows of one department."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from departments.models import FiscalYear, MonitoredBudget, MonitoredIndicator, MonitoringRound
from departments.scoring.numbers import SPENDING

from .entry import growing
from .figures import FigureField
from .measures import MeasureField
from .year import day

USUAL_TIME = timedelta(days=30)
"""From the first day to the last, where nothing else is said."""
MONTHS = "监控月份数应是1至12的整数，如7表示1—7月。"
MEASURES = ("value_measure", "expected_measure")


class RoundForm(forms.ModelForm[MonitoringRound]):
    """下达监控."""

    months = forms.IntegerField(
        label="监控月份数", min_value=1, max_value=12, initial=7, help_text="7表示1—7月。",
        error_messages={"invalid": MONTHS, "min_value": MONTHS, "max_value": MONTHS},
    )  # fmt: skip

    class Meta:
        model = MonitoringRound
        fields = ("fiscal_year", "months", "opens", "due")
        widgets: dict[str, Any] = {
            "opens": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["fiscal_year"].queryset = years
        choices["fiscal_year"].empty_label = None
        choices["opens"].initial = timezone.localdate()
        choices["due"].initial = timezone.localdate() + USUAL_TIME

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("opens") and data.get("due") and data["opens"] > data["due"]:
            self.add_error("due", f"报送截止日期应不早于开始填报日期{data['opens']:%Y-%m-%d}。")
        return data


class DatesForm(forms.Form):
    """Other days for a round. `seen_…` are those that the page showed."""

    opens = day(label="开始填报")
    due = day(label="报送截止日期")
    reason = forms.CharField(
        label="理由（必填，写入审计记录，并通知未报送的部门）", max_length=500,
        error_messages={"required": "请填写理由。"},
    )  # fmt: skip
    seen_opens = forms.DateField(widget=forms.HiddenInput)
    seen_due = forms.DateField(widget=forms.HiddenInput)

    @property
    def seen(self) -> tuple[date, date]:
        return self.cleaned_data["seen_opens"], self.cleaned_data["seen_due"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("opens") and data.get("due") and data["opens"] > data["due"]:
            self.add_error("due", f"报送截止日期应不早于开始填报日期{data['opens']:%Y-%m-%d}。")
        return data


class TakeBackForm(forms.Form):
    """撤回监控."""

    reason = forms.CharField(
        label="理由（必填，写入审计记录，并通知各部门）", max_length=500,
        error_messages={"required": "请填写理由。"},
    )  # fmt: skip


class IndicatorRowForm(forms.ModelForm[MonitoredIndicator]):
    """One indicator so far."""

    value_measure = MeasureField(label="完成情况")
    expected_measure = MeasureField(label="全年预计完成值")

    class Meta:
        model = MonitoredIndicator
        fields = ("likelihood", "cause", "explanation")
        widgets: dict[str, Any] = {"explanation": growing()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(self.instance, name) for name in MEASURES})
        _dress(self, self.instance.indicator.name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in MEASURES:
            if name in data:
                setattr(self.instance, name, data[name])
        return data


class BudgetRowForm(forms.ModelForm[MonitoredBudget]):
    """The money of the department or of one project so far, in yuan."""

    spent = FigureField(label="执行数", bounds=SPENDING, required=False)
    expected = FigureField(label="全年预计执行数", bounds=SPENDING, required=False)

    class Meta:
        model = MonitoredBudget
        fields = ("spent", "expected", "explanation")
        widgets: dict[str, Any] = {"explanation": growing()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, str(self.instance))


def _dress(form: forms.ModelForm[Any], row: str) -> None:
    for item in form.fields.values():
        item.show_hidden_initial = True  # what the page showed: only what was typed since is saved
        kind = "form-select" if isinstance(item.widget, forms.Select) else "form-control"
        item.widget.attrs |= {"class": f"{kind} {kind}-sm", "aria-label": f"{row} {item.label}"}


def offered_years(authorities: Sequence[Any]) -> Any:
    """The years for which a round may be opened, the newest first."""
    return FiscalYear.objects.filter(authority__in=authorities).select_related("authority")

"""绩效运行监控: in the course of the year, what has been reached and spent, and what that foretells."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from departments.scoring.monitoring import CAUSES, LIKELIHOODS

from .fields import QuantityField, SpendingField
from .indicator import MeasureColumns, number_or_text


class MonitoringRound(models.Model):
    """监控批次 of a fiscal year: data of the first `months` months, to be reported by a day."""

    fiscal_year = models.ForeignKey(
        "departments.FiscalYear", verbose_name="预算年度", on_delete=models.PROTECT, related_name="rounds"
    )
    months = models.PositiveSmallIntegerField("监控月份数", help_text="7表示1—7月。")
    opens = models.DateField("开始填报")
    due = models.DateField("报送截止日期")

    class Meta:
        verbose_name = verbose_name_plural = "监控批次"
        ordering = ["-fiscal_year__year", "-months", "fiscal_year__authority__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "months"],
                name="one_round_per_year_and_months",
                violation_error_message="这个年度已经下达过同一期的监控。",
            ),
            models.CheckConstraint(condition=Q(months__range=(1, 12)), name="round_months_of_a_year"),
            models.CheckConstraint(condition=Q(opens__lte=F("due")), name="round_opens_before_due"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year.year}年{self.period}"

    @property
    def period(self) -> str:
        """1—7月."""
        return f"1—{self.months}月" if self.months > 1 else "1月"


class Monitoring(models.Model):
    """运行监控表 of one department in one round. `frozen` is what was reported, under its SHA-256."""

    class Status(models.TextChoices):
        DRAFT = "draft", "未报送"
        SUBMITTED = "submitted", "已报送"
        RETURNED = "returned", "被退回"
        CLOSED = "closed", "已终审"

    OWING = (Status.DRAFT, Status.RETURNED)
    """In which the department has still to report, and may write."""
    REPORTED = (Status.SUBMITTED, Status.CLOSED)
    """In which what was reported stands."""

    round = models.ForeignKey(
        MonitoringRound, on_delete=models.PROTECT, related_name="monitorings", db_index=False
    )
    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.PROTECT, related_name="monitorings"
    )
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    green = models.PositiveIntegerField("绿灯", default=0)
    yellow = models.PositiveIntegerField("黄灯", default=0)
    red = models.PositiveIntegerField("红灯", default=0)
    frozen: models.JSONField[Any, Any] = models.JSONField("报送内容", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        "departments.User", verbose_name="报送人", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        "departments.User", verbose_name="审核人", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    opinion = models.TextField("整改要求和建议", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "运行监控表"
        ordering = ["-round__fiscal_year__year", "-round__months", "assessment__department__code"]
        indexes = [  # they begin with the key that has no index of its own
            models.Index(fields=["round", "-red", "-yellow"], name="monitorings_worst_first"),
            models.Index(fields=["round"], condition=Q(status="submitted"), name="monitorings_to_decide"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "assessment"], name="one_monitoring_per_round_and_assessment"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "closed"]),
                name="monitoring_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(frozen__isnull=False), name="reported_monitoring_is_frozen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.department_name} {self.round}运行监控"

    def get_absolute_url(self) -> str:
        return reverse("departments:monitoring", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """True in the states in which the department may write."""
        return self.status in self.OWING


class MonitoredIndicator(models.Model):
    """One indicator so far: its value, what is expected for the year, and why it lags."""

    monitoring = models.ForeignKey(Monitoring, on_delete=models.CASCADE, related_name="indicators")
    indicator = models.ForeignKey("departments.Indicator", on_delete=models.CASCADE, related_name="monitored")
    value = QuantityField("完成情况", null=True, blank=True)
    value_text = models.CharField("完成情况（文字）", max_length=300, blank=True)
    expected = QuantityField("全年预计完成值", null=True, blank=True)
    expected_text = models.CharField("全年预计完成值（文字）", max_length=300, blank=True)
    likelihood = models.CharField("完成目标可能性", max_length=20, choices=LIKELIHOODS, blank=True)
    cause = models.CharField("偏差原因", max_length=20, choices=CAUSES, blank=True)
    explanation = models.CharField("原因说明和整改措施", max_length=2000, blank=True)

    value_measure = MeasureColumns("value")
    expected_measure = MeasureColumns("expected")

    class Meta:
        verbose_name = verbose_name_plural = "指标监控"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["monitoring", "indicator"], name="one_row_per_monitored_indicator"
            ),
            models.CheckConstraint(condition=Q(likelihood__in=["", *LIKELIHOODS]), name="likelihood_known"),
            models.CheckConstraint(condition=Q(cause__in=["", *CAUSES]), name="cause_known"),
            number_or_text("value", "monitored_value"),
            number_or_text("expected", "monitored_expected"),
        ]

    def __str__(self) -> str:
        return self.indicator.name


class MonitoredBudget(models.Model):
    """The money of one project, or of the whole department (`project` empty), so far."""

    monitoring = models.ForeignKey(Monitoring, on_delete=models.CASCADE, related_name="budgets")
    project = models.ForeignKey(
        "departments.Project", on_delete=models.CASCADE, null=True, blank=True, related_name="monitored"
    )
    spent = SpendingField("执行数", null=True, blank=True)
    expected = SpendingField("全年预计执行数", null=True, blank=True)
    explanation = models.CharField("原因说明和整改措施", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预算监控"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["monitoring", "project"], name="one_row_per_monitored_project"),
            models.UniqueConstraint(
                fields=["monitoring"], condition=Q(project=None), name="one_row_for_the_whole_budget"
            ),
        ]

    def __str__(self) -> str:
        return self.project.name if self.project else "部门整体支出"

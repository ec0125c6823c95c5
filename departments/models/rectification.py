"""整改: what a review found wrong, what the department does about it, until it is struck off."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse


class Rectification(models.Model):
    """整改事项 of one self-assessment, issued by a body above it, from a submission or from a monitoring.

    `key` names the row: of a submission as remarks do, of a monitoring by its number.
    """

    class Status(models.TextChoices):
        ISSUED = "issued", "待报方案"
        UNDERWAY = "underway", "整改中"
        CLOSING = "closing", "待销号"
        CLOSED = "closed", "已销号"
        CANCELLED = "cancelled", "已撤销"

    assessment = models.ForeignKey(
        "departments.Assessment", verbose_name="自评", on_delete=models.PROTECT, related_name="rectifications"
    )
    submission = models.ForeignKey(
        "departments.Submission", verbose_name="送审稿", on_delete=models.PROTECT, related_name="+",
        null=True, blank=True,
    )  # fmt: skip
    monitoring = models.ForeignKey(
        "departments.Monitoring", verbose_name="运行监控表", on_delete=models.PROTECT, null=True, blank=True,
        related_name="rectifications",
    )  # fmt: skip
    body = models.ForeignKey(
        "departments.Department", verbose_name="下达单位", on_delete=models.PROTECT, related_name="+"
    )
    issued_by = models.ForeignKey(
        "departments.User", verbose_name="下达人", on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField("行", max_length=60, blank=True)
    place = models.CharField("位置", max_length=500)
    problem = models.TextField("问题", max_length=2000)
    requirement = models.TextField("整改要求", max_length=2000)
    due = models.DateField("整改期限")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ISSUED)
    plan = models.TextField("整改方案", max_length=2000, blank=True)
    evidence = models.ManyToManyField(
        "departments.Evidence", verbose_name="佐证材料", blank=True, related_name="rectifications"
    )
    issued_at = models.DateTimeField("下达时间", auto_now_add=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改事项"
        ordering = ["-assessment__fiscal_year__year", "assessment__department__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=True, monitoring__isnull=False)
                | Q(submission__isnull=False, monitoring__isnull=True),
                name="rectification_of_a_submission_or_a_monitoring",
            ),
            models.CheckConstraint(
                condition=~Q(problem="") & ~Q(requirement=""), name="rectification_says_what"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["issued", "underway", "closing", "closed", "cancelled"]),
                name="rectification_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["issued", "cancelled"]) | ~Q(plan=""),
                name="rectification_underway_has_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "cancelled"], ended_at__isnull=False)
                | (~Q(status__in=["closed", "cancelled"]) & Q(ended_at__isnull=True)),
                name="rectification_ended_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}：{self.problem}"

    def get_absolute_url(self) -> str:
        return reverse("departments:rectification", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Neither struck off nor cancelled."""
        return self.ended_at is None

    def days_left(self, today: date) -> int:
        """Until the due date; negative when overdue."""
        return (self.due - today).days


class RectificationStep(models.Model):
    """One step of an item: who did what when, with what was said."""

    rectification = models.ForeignKey(
        Rectification, verbose_name="整改事项", on_delete=models.CASCADE, related_name="steps"
    )
    verb = models.CharField("步骤", max_length=10)
    text = models.TextField("内容", max_length=2000, blank=True)
    by = models.ForeignKey(
        "departments.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("姓名", max_length=150)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改步骤"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by_name} {self.verb}"

"""分派: whose it is to review a department's year, until when."""

from datetime import date

from django.db import models
from django.db.models import Q


class Assignment(models.Model):
    """One self-assessment given to one 审核人 or one firm. It holds through `ends`, or until taken back."""

    assessment = models.ForeignKey(
        "departments.Assessment", verbose_name="自评", on_delete=models.CASCADE, related_name="assignments"
    )
    reviewer = models.ForeignKey(
        "departments.User",
        verbose_name="审核人",
        on_delete=models.PROTECT,
        related_name="assignments",
        null=True,
        blank=True,
    )
    firm = models.ForeignKey(
        "departments.Firm",
        verbose_name="第三方机构",
        on_delete=models.PROTECT,
        related_name="assignments",
        null=True,
        blank=True,
    )
    ends = models.DateField("截止日期", help_text="最后有效的一天。")
    reason = models.CharField("理由", max_length=500)
    assigned_by = models.ForeignKey(
        "departments.User", verbose_name="分派人", on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField("分派时间", auto_now_add=True)
    ended_at = models.DateTimeField("收回时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        "departments.User", verbose_name="收回人", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    end_reason = models.CharField("收回理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "分派"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer__isnull=False, firm__isnull=True)
                | Q(reviewer__isnull=True, firm__isnull=False),
                name="assigned_to_a_reviewer_or_a_firm",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="assignment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="assignment_ended_at_by_and_why_together",
            ),
            models.UniqueConstraint(
                fields=["assessment", "reviewer"],
                condition=Q(ended_at__isnull=True, reviewer__isnull=False),
                name="one_assignment_per_reviewer",
            ),
            models.UniqueConstraint(
                fields=["assessment", "firm"],
                condition=Q(ended_at__isnull=True, firm__isnull=False),
                name="one_assignment_per_firm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} → {self.assignee}"

    @property
    def assignee(self) -> str:
        """The person or the firm."""
        return str(self.firm or self.reviewer)

    def covers(self, day: date) -> bool:
        """True while the assignee may review."""
        return self.ended_at is None and day <= self.ends

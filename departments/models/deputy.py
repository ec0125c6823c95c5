"""代理: one role of a person, used by another for some days."""

from datetime import date

from django.db import models
from django.db.models import F, Q


class Deputy(models.Model):
    """From the first through the last day, or until taken back; only `access` reads it."""

    membership = models.ForeignKey(
        "departments.Membership", verbose_name="角色", on_delete=models.CASCADE, related_name="deputies"
    )
    deputy = models.ForeignKey(
        "departments.User", verbose_name="代理人", on_delete=models.PROTECT, related_name="deputized"
    )
    begins = models.DateField("开始日期")
    ends = models.DateField("截止日期", help_text="最后有效的一天。")
    reason = models.CharField("理由", max_length=300)
    created_at = models.DateTimeField("交出时间", auto_now_add=True)
    ended_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        ordering = ["-begins", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(begins__lte=F("ends")), name="deputy_days_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="deputy_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}代{self.membership.user}（{self.membership}）"

    def state(self, day: date) -> str:
        """In a word."""
        if self.ended_at:
            return "已收回"
        if day < self.begins:
            return "未开始"
        return "代理中" if day <= self.ends else "已结束"

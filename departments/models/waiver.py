"""豁免: one rule need not hold for one self-assessment, for a stated reason and until a stated day."""

from datetime import date

from django.db import models
from django.db.models import Q


class Waiver(models.Model):
    """豁免 of one rule by the authority. It holds until its last day or until it is ended (撤销)."""

    assessment = models.ForeignKey(
        "departments.Assessment", verbose_name="自评", on_delete=models.PROTECT, related_name="waivers"
    )
    check_name = models.CharField("规则", max_length=60)
    reason = models.CharField("理由", max_length=500)
    expires = models.DateField("到期日", help_text="最后有效的一天。")
    granted_by = models.ForeignKey(
        "departments.User", verbose_name="同意人", on_delete=models.PROTECT, related_name="+"
    )
    granted_by_name = models.CharField("同意人姓名", max_length=50)
    granted_at = models.DateTimeField("同意时间", auto_now_add=True)
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        "departments.User", verbose_name="撤销人", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    end_reason = models.CharField("撤销理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "豁免"
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "check_name"],
                condition=Q(ended_at__isnull=True),
                name="one_waiver_per_rule",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="waiver_ended_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}：{self.check_name}"

    def covers(self, day: date) -> bool:
        """True while the rule need not hold."""
        return self.ended_at is None and day <= self.expires

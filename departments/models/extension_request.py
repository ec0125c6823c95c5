"""延期申请: a department asks to submit later, the manager grants it or declines."""

from django.db import models
from django.db.models import Q


class ExtensionRequest(models.Model):
    """Until when and why; answered once. A granted one has its Extension, which alone counts."""

    class Status(models.TextChoices):
        ASKED = "asked", "待答复"
        GRANTED = "granted", "已批准"
        DECLINED = "declined", "未批准"

    assessment = models.ForeignKey(
        "departments.Assessment", verbose_name="自评", on_delete=models.CASCADE,
        related_name="extension_requests",
    )  # fmt: skip
    until = models.DateField("申请延期至")
    reason = models.CharField("理由", max_length=500)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(
        "departments.User", verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        "departments.User", verbose_name="答复人", on_delete=models.PROTECT, related_name="+", null=True,
        blank=True,
    )  # fmt: skip
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(status="asked"), name="one_open_extension_request"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "granted", "declined"]), name="extension_request_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_request_has_reason"),
            models.CheckConstraint(
                condition=Q(status="asked", answered_by=None, answered_at=None)
                | (~Q(status="asked") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="extension_request_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.department_name}申请延期至{self.until}"

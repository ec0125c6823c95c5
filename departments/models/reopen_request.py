"""申请取消审核: the head asks the authority to open an approved self-assessment again."""

from django.db import models
from django.db.models import Q

from .cause import Caused


class ReopenRequest(Caused):
    """About one submission, so that it is over once there is a later one. Granted, declined or open."""

    submission = models.ForeignKey(
        "departments.Submission",
        verbose_name="送审稿",
        on_delete=models.PROTECT,
        related_name="reopen_requests",
    )
    asked_by = models.ForeignKey(
        "departments.User", verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    asked_called = models.CharField("申请人称谓", max_length=110)
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    reason = models.CharField("理由", max_length=1000)
    is_granted = models.BooleanField("同意", null=True)
    answer = models.CharField("答复", max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        "departments.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+", null=True,
        blank=True,
    )  # fmt: skip
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请取消审核"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopen_request_has_a_reason"),
            models.CheckConstraint(
                condition=Q(is_granted=None, decided_by=None, decided_at=None)
                | Q(is_granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="reopen_request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(is_granted=False) | ~Q(answer=""), name="reopen_request_declined_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(is_granted=None), name="one_open_reopen_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}：{self.reason}"

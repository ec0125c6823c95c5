"""审核: what a body decided about a submission."""

from django.db import models
from django.db.models import Q

from .fields import MarksField


class Review(models.Model):
    """审核 of one submission by one body: signed, recommended, approved or returned.

    `total` and `grade` follow from the body's own review of the lines; `statement` is what was signed.
    """

    class Verdict(models.TextChoices):
        SIGNED = "signed", "签批"
        RECOMMENDED = "recommended", "建议通过"
        APPROVED = "approved", "审核通过"
        RETURNED = "returned", "退回"

    submission = models.ForeignKey(
        "departments.Submission",
        verbose_name="送审稿",
        on_delete=models.PROTECT,
        related_name="reviews",
    )
    body = models.ForeignKey(
        "departments.Department",
        verbose_name="审核单位",
        on_delete=models.PROTECT,
        related_name="+",
    )
    verdict = models.CharField("意见", max_length=20, choices=Verdict)
    reason = models.TextField("理由", max_length=2000, blank=True)
    total = MarksField("复核总得分", null=True, blank=True)
    grade = models.CharField("复核等级", max_length=10, blank=True)
    statement = models.CharField("声明", max_length=300, blank=True)
    reviewer = models.ForeignKey(
        "departments.User", verbose_name="审核人", on_delete=models.PROTECT, related_name="reviews"
    )
    reviewer_called = models.CharField(
        "审核人称谓", max_length=210, blank=True, help_text="审核时的姓名和机构。"
    )
    acting_for = models.ForeignKey(
        "departments.User",
        verbose_name="代理的人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_at = models.DateTimeField("审核时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核"
        ordering = ["reviewed_at", "pk"]
        indexes = [
            models.Index(
                fields=["reviewer"], condition=Q(verdict="recommended"), name="recommendations_of_person"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "body", "verdict"], name="one_verdict_per_body_and_submission"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(reason=""), name="returned_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}：{self.get_verdict_display()}"

    @property
    def decided_by(self) -> str:
        """Who decided, as they were called then."""
        return self.reviewer_called or str(self.reviewer)

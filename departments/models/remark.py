"""审核意见: what a reviewer says at one place of a submission, and the department's answer."""

from django.db import models
from django.db.models import Q


class Remark(models.Model):
    """审核意见 at one cell, row or section. `key` names the row as facts do; blank means the whole."""

    submission = models.ForeignKey(
        "departments.Submission", verbose_name="送审稿", on_delete=models.PROTECT, related_name="remarks"
    )
    body = models.ForeignKey(
        "departments.Department", verbose_name="审核单位", on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        "departments.User", verbose_name="审核人", on_delete=models.PROTECT, related_name="+"
    )
    reviewer_called = models.CharField(
        "审核人称谓", max_length=210, blank=True, help_text="审核时的姓名和机构。"
    )
    key = models.CharField("行", max_length=60, blank=True)
    field = models.CharField("字段", max_length=40, blank=True)
    place = models.CharField("位置", max_length=500)
    text = models.TextField("意见", max_length=2000)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        "departments.User",
        verbose_name="答复人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    answered_called = models.CharField("答复人称谓", max_length=110, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="answered_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}：{self.text}"

    @property
    def cell(self) -> str:
        """The last part of the place: what the cell is called."""
        return self.place.rpartition("／")[2]

    @property
    def answer_by(self) -> str:
        """Who answered, as they were called then."""
        return self.answered_called or str(self.answered_by or "")

    @property
    def said_by(self) -> str:
        """Who said it, as they were called then."""
        return self.reviewer_called or str(self.reviewer)

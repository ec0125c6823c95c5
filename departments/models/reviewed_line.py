"""复核: the reviewer's own value and score of one indicator of a submission."""

from typing import Any

from django.db import models
from django.db.models import Q

from departments.scoring.deductions import DEDUCTIONS

from .fields import MarksField


class ReviewedLine(models.Model):
    """复核 of one line by one body; what is left blank is as the department filled it in."""

    submission = models.ForeignKey(
        "departments.Submission",
        verbose_name="送审稿",
        on_delete=models.PROTECT,
        related_name="reviewed_lines",
    )
    body = models.ForeignKey(
        "departments.Department", verbose_name="审核单位", on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField("行", max_length=60)
    value = models.CharField("复核完成值", max_length=300, blank=True)
    score = MarksField("复核得分", null=True, blank=True)
    deduction = models.CharField(
        "扣分理由", max_length=30, blank=True, choices=[(key, x.label) for key, x in DEDUCTIONS.items()]
    )
    note = models.TextField("复核说明", max_length=2000, blank=True)
    reviewer = models.ForeignKey(
        "departments.User", verbose_name="复核人", on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField("复核时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "复核"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "body", "key"], name="one_reviewed_line_per_body_and_row"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="reviewed_line_names_its_row"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.key}"

    def values(self) -> dict[str, Any]:
        """What was entered, by field."""
        return {name: getattr(self, name) for name in ENTERED}


ENTERED = {"value": "复核完成值", "score": "复核得分", "deduction": "扣分理由", "note": "复核说明"}
"""What a reviewer enters, and how it is called."""

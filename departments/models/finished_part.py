"""完成标记: who finished a part of the entry, when, and what stood in it then."""

from django.db import models


class FinishedPart(models.Model):
    """A part that somebody marked 完成. It holds nothing up; reopening deletes it."""

    assessment = models.ForeignKey(
        "departments.Assessment", verbose_name="自评", on_delete=models.CASCADE, related_name="finished_parts"
    )
    part = models.CharField("部分", max_length=70)
    finished_by = models.ForeignKey(
        "departments.User", verbose_name="标记人", on_delete=models.PROTECT, related_name="+"
    )
    finished_by_name = models.CharField("标记人姓名", max_length=50)
    finished_at = models.DateTimeField("完成时间")
    content = models.CharField("当时内容的哈希", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "完成标记"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "part"], name="one_mark_per_part"),
        ]

    def __str__(self) -> str:
        return self.part

"""年度绩效目标."""

from django.db import models

from .fields import MarksField


class Goal(models.Model):
    """年度绩效目标 of the department (`project` empty) or of one project."""

    assessment = models.ForeignKey("departments.Assessment", on_delete=models.CASCADE, related_name="goals")
    project = models.ForeignKey(
        "departments.Project", verbose_name="项目", on_delete=models.CASCADE, null=True, blank=True,
        related_name="goals",
    )  # fmt: skip
    order = models.PositiveSmallIntegerField("序号", default=0)
    title = models.CharField("目标名称", max_length=500)
    weight = MarksField("分值", null=True, blank=True)
    expected = models.TextField("预期目标", max_length=5000, blank=True)
    actual = models.TextField("实际完成情况", max_length=5000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度绩效目标"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

"""项目 of one self-assessment."""

from django.db import models


class Project(models.Model):
    """项目. Its money stands in its budget lines."""

    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.CASCADE, related_name="projects"
    )
    order = models.PositiveSmallIntegerField("序号", default=0)
    name = models.CharField("项目名称", max_length=200)
    office = models.CharField("实施科室/单位", max_length=100, blank=True)
    purpose = models.CharField("主要用途", max_length=1000, blank=True)
    reason = models.CharField("执行偏差原因", max_length=1000, blank=True)
    reported = models.JSONField("已公开文本所载数字", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "name"], name="one_project_per_name")]

    def __str__(self) -> str:
        return self.name

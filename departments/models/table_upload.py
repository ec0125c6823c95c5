"""A table of many rows that somebody uploaded: read, looked at, confirmed or given up."""

from django.db import models
from django.db.models import Q


class TableUpload(models.Model):
    """What is kept between upload and confirmation, and what is told of it afterwards.

    `file` is there until it was read; then `content` has its rows as text and `lines` their number. `preview`
    is what a job found that looked at them, where they were too many for one request.
    """

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "待确认"
        CONFIRMED = "confirmed", "已导入"

    LARGE = ("file", "content", "preview")
    """Columns that a list leaves alone."""

    status = models.CharField("状态", max_length=20, choices=Status, default=Status.PREVIEWED)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.BinaryField("文件", null=True, blank=True)
    content = models.JSONField("内容", default=dict, blank=True)
    lines = models.PositiveIntegerField("行数", default=0)
    preview = models.JSONField("预览", default=dict, blank=True)
    summary = models.JSONField("导入结果", default=dict, blank=True)
    uploaded_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="previewed", confirmed_at__isnull=True)
                | Q(status="confirmed", confirmed_at__isnull=False),
                name="%(class)s_status_and_time",
            )
        ]

    def __str__(self) -> str:
        return self.name

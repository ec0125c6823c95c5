"""工作簿导入: an uploaded file between preview and confirmation, and what is needed to undo it."""

from django.db import models
from django.db.models import Q


class WorkbookImport(models.Model):
    """工作簿导入. `content` is what was read from the file; the file itself is not kept.

    `kept` are the rows as they were before the confirmation and the state each had after it.
    """

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "待确认"
        CONFIRMED = "confirmed", "已导入"
        UNDONE = "undone", "已撤销"

    class Kind(models.TextChoices):
        WORKBOOK = "workbook", "工作簿"
        TABLE = "table", "其他表格"
        DOCUMENT = "document", "已有文本"

    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.CASCADE, related_name="workbook_imports"
    )
    kind = models.CharField("类型", max_length=20, choices=Kind)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.PREVIEWED)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.JSONField("内容")
    mapping = models.JSONField("对应关系", default=dict, blank=True)
    summary = models.JSONField("导入结果", default=dict, blank=True)
    kept = models.JSONField("导入前的内容", default=list, blank=True)
    uploaded_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作簿导入"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["workbook", "table", "document"]), name="workbook_import_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status="previewed", confirmed_at__isnull=True, undone_at__isnull=True)
                | Q(status="confirmed", confirmed_at__isnull=False, undone_at__isnull=True)
                | Q(status="undone", confirmed_at__isnull=False, undone_at__isnull=False),
                name="workbook_import_status_and_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def result(self) -> str:
        """新增2行，修改3行（5格）."""
        labels = ("新增", "修改", "删除", "冲突")
        rows = [f"{label}{number}行" for label in labels if (number := self.summary.get(label))]
        cells = self.summary.get("格")
        return "，".join(rows) + (f"（{cells}格）" if cells else "")

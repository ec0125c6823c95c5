"""财政预算数据: an uploaded table of all departments' figures, and which heading means what."""

from django.db import models
from django.db.models import Q


class TreasuryImport(models.Model):
    """财政数据导入, between preview and confirmation and after.

    `content`: its rows as text. `settings`: field → column, and the unit of columns that state none, as the
    preview shows them and the confirmation takes them, whatever is chosen for another file meanwhile.
    """

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "待确认"
        CONFIRMED = "confirmed", "已导入"

    fiscal_year = models.ForeignKey(
        "departments.FiscalYear", on_delete=models.CASCADE, related_name="treasury_imports"
    )
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.PREVIEWED)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.JSONField("内容")
    settings = models.JSONField("列和单位", default=dict, blank=True)
    summary = models.JSONField("导入结果", default=dict, blank=True)
    uploaded_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "财政数据导入"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="previewed", confirmed_at__isnull=True)
                | Q(status="confirmed", confirmed_at__isnull=False),
                name="treasury_import_status_and_time",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TreasuryColumns(models.Model):
    """列对应关系: heading → field, kept for the next file of the authority."""

    authority = models.OneToOneField(
        "departments.Department", on_delete=models.CASCADE, related_name="treasury_columns"
    )
    headings = models.JSONField("列对应关系", default=dict)
    unit = models.CharField("金额单位", max_length=10, default="元")

    class Meta:
        verbose_name = verbose_name_plural = "财政数据列对应关系"

    def __str__(self) -> str:
        return f"{self.authority}财政数据列对应关系"

"""财政预算数据: an uploaded table of all departments' figures, and which heading means what."""

from django.db import models

from .table_upload import TableUpload


class TreasuryImport(TableUpload):
    """财政数据导入, between preview and confirmation and after.

    `settings`: field → column, and the unit of columns that state none, as the preview shows them and the
    confirmation takes them, whatever is chosen for another file meanwhile.
    """

    fiscal_year = models.ForeignKey(
        "departments.FiscalYear", on_delete=models.CASCADE, related_name="treasury_imports"
    )
    settings = models.JSONField("列和单位", default=dict, blank=True)

    class Meta(TableUpload.Meta):
        verbose_name = verbose_name_plural = "财政数据导入"


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

"""送审稿的校验结果, one row each, so that they can be counted by rule and by department."""

from django.db import models


class SubmittedFinding(models.Model):
    """A finding of the latest submission of a self-assessment. Its text stays in `Submission.findings`.

    `number` is its place there. The rows of an assessment are replaced by each 送审.
    """

    class Handled(models.TextChoices):
        EXPLAINED = "explained", "已说明"
        WAIVED = "waived", "已豁免"
        OPEN = "open", "未说明"

    submission = models.ForeignKey("departments.Submission", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.PROTECT, related_name="submitted_findings"
    )
    fiscal_year = models.ForeignKey("departments.FiscalYear", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("序号")
    check_name = models.CharField("规则", max_length=60)
    severity = models.CharField("级别", max_length=10)
    handled = models.CharField("处理", max_length=10, choices=Handled)

    class Meta:
        verbose_name = verbose_name_plural = "送审稿的校验结果"
        ordering = ["assessment__department__code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_row_per_finding"),
        ]
        indexes = [
            models.Index(
                fields=["fiscal_year", "check_name", "assessment", "severity", "handled"],
                name="findings_by_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}（{self.submission}）"

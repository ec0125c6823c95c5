"""最新送审稿的数据: its figures in narrow rows, for sums and ranks over thousands."""

from django.db import models
from django.urls import reverse

from .fields import MarksField, MoneyField, RateField, SpendingField


class FiledFigures(models.Model):
    """One row per self-assessment that was ever submitted: which submission is the latest, and its columns.

    Derived from submissions and approvals, replaced by each 送审. Submissions are wide and keep every year: a
    table of one year would read past all of them. A withdrawn draft keeps its row; who counts leaves drafts
    out by the state. `reviewed` is the total that the authority approved, `found` its findings.
    """

    assessment = models.OneToOneField(
        "departments.Assessment", on_delete=models.PROTECT, related_name="filed", verbose_name="自评"
    )
    submission = models.OneToOneField(
        "departments.Submission", on_delete=models.PROTECT, related_name="filed", verbose_name="最新送审稿"
    )
    fiscal_year = models.ForeignKey("departments.FiscalYear", on_delete=models.PROTECT, related_name="+")
    first_sent = models.DateField("首次送审日期")
    total = MarksField("总得分")
    grade = models.CharField("评价等级", max_length=10)
    execution_rate = RateField("执行率")
    budget = MoneyField("调整后预算数")
    spent = SpendingField("执行数")
    reviewed = MarksField("复核总得分", null=True)
    approved = models.BooleanField("最新送审稿已审核通过", default=False)
    found = models.PositiveIntegerField("校验结果", default=0)
    errors = models.PositiveIntegerField("其中错误", default=0)
    warnings = models.PositiveIntegerField("其中提示", default=0)
    waived = models.PositiveIntegerField("其中已豁免", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "最新送审稿的数据"
        indexes = [
            models.Index(
                fields=["fiscal_year", "-found", "assessment"],
                condition=models.Q(found__gt=0),
                name="filed_by_findings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}"

    def get_absolute_url(self) -> str:
        """That of the submission, without reading it."""
        return reverse("departments:submission_detail", args=[self.submission_id])

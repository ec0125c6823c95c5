"""抽查: a draw of self-assessments to be reviewed more closely, kept so that it can be drawn again."""

from django.db import models

from .frozen import Frozen


class Sample(Frozen):
    """One draw. `population` and `drawn` are codes of departments, in their order."""

    body = models.ForeignKey(
        "departments.Department", verbose_name="抽查单位", on_delete=models.PROTECT, related_name="+"
    )
    fiscal_year = models.ForeignKey(
        "departments.FiscalYear", verbose_name="年度", on_delete=models.PROTECT, related_name="samples"
    )
    seed = models.CharField("种子", max_length=64)
    population = models.JSONField("范围")
    drawn = models.JSONField("抽中")
    note = models.CharField("说明", max_length=300, blank=True)
    drawn_by = models.ForeignKey(
        "departments.User", verbose_name="抽取人", on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField("抽取时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.body} {self.fiscal_year} {self.seed}"

"""财政数据 of a budget line: what the treasury said, when, and whether the department departs from it."""

from decimal import Decimal

from django.db import models

from .fields import MoneyField, SpendingField

AMOUNTS = ("initial", "adjustment", "spent")
"""The figures of a budget line that the treasury knows."""


class SourcedLine(models.Model):
    """The figures as last taken from the treasury; None: the treasury's table does not say.

    While there is no `reason`, they stand read-only in the line. `offered` are newer figures that were not
    taken because somebody had written others; the department chooses.
    """

    line = models.OneToOneField(
        "departments.BudgetLine", verbose_name="预算明细", on_delete=models.CASCADE, related_name="sourced"
    )
    initial = SpendingField("财政年初预算数", null=True, blank=True)
    adjustment = MoneyField("财政调整数", null=True, blank=True)
    spent = SpendingField("财政执行数", null=True, blank=True)
    offered = models.JSONField("待选的财政数据", default=dict, blank=True)
    is_gone = models.BooleanField("财政数据中已没有", default=False)
    reason = models.CharField("改用填报数的理由", max_length=500, blank=True)
    source = models.CharField("来源", max_length=200)
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = verbose_name_plural = "财政数据"

    def __str__(self) -> str:
        return f"{self.line}财政数据"

    @property
    def locked(self) -> tuple[str, ...]:
        """The figures that the department may not write in."""
        return () if self.reason else tuple(name for name in AMOUNTS if getattr(self, name) is not None)

    def offer(self, name: str) -> Decimal | None:
        """The newer figure that waits for a choice."""
        return Decimal(self.offered[name]) if name in self.offered else None

"""预算明细: the only place money stands."""

from django.db import models
from django.db.models import Q

from departments.scoring.facts import CATEGORIES, SOURCES

from .fields import MoneyField, SpendingField


class BudgetLine(models.Model):
    """预算明细, in yuan. Blank (None) and 0 are different. Every total is a sum of these lines."""

    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.CASCADE, related_name="budget_lines"
    )
    order = models.PositiveSmallIntegerField("序号", default=0)
    category = models.CharField("支出类别", max_length=20, choices=CATEGORIES)
    project = models.ForeignKey(
        "departments.Project", verbose_name="项目", on_delete=models.CASCADE, null=True, blank=True,
        related_name="budget_lines",
    )  # fmt: skip
    source = models.CharField("资金来源", max_length=20, choices=SOURCES, default="appropriation")
    initial = SpendingField("年初预算数（元）", null=True, blank=True)
    adjustment = MoneyField("调整数（元）", null=True, blank=True)
    spent = SpendingField("全年执行数（元）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预算明细"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(category__in=list(CATEGORIES)), name="budget_category_known"),
            models.CheckConstraint(condition=Q(source__in=list(SOURCES)), name="budget_source_known"),
            models.CheckConstraint(
                condition=Q(project__isnull=True) | Q(category="project"),
                name="project_money_names_its_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{CATEGORIES.get(self.category, self.category)}（{SOURCES.get(self.source, self.source)}）"

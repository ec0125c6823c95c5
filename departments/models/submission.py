"""送审稿: what was submitted, frozen."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from .fields import MarksField, MoneyField, RateField, SpendingField
from .frozen import Frozen


class Submission(Frozen):
    """送审稿: facts, scorecards, findings, explanations, waivers, evidence and basics under one SHA-256.

    It never changes. The columns repeat the figures that summaries need. `likenesses` names the texts that
    findings of copied texts speak of; only who may see those is told.
    """

    assessment = models.ForeignKey(
        "departments.Assessment",
        verbose_name="自评",
        on_delete=models.PROTECT,
        related_name="submissions",
    )
    number = models.PositiveSmallIntegerField("稿次")
    facts = models.JSONField("事实")
    scorecards = models.JSONField("评分表")
    findings = models.JSONField("校验结果")
    explanations = models.JSONField("说明")
    evidence = models.JSONField("佐证材料", default=list)
    basics = models.JSONField("基本信息", default=dict)
    keys = models.JSONField("行的标识", default=dict, help_text="事实中的位置 → 填报时的行，用于比较各稿。")
    waivers = models.JSONField("豁免", default=list)
    likenesses = models.JSONField("相似文字", default=list)
    sha256 = models.CharField("SHA-256", max_length=64)
    scheme = models.ForeignKey("departments.ScoringScheme", on_delete=models.PROTECT, related_name="+")
    project_scheme = models.ForeignKey(
        "departments.ScoringScheme", on_delete=models.PROTECT, related_name="+"
    )
    outline = models.ForeignKey("departments.Outline", on_delete=models.PROTECT, related_name="+")
    total = MarksField("总得分")
    grade = models.CharField("评价等级", max_length=10)
    execution_rate = RateField("执行率")
    budget = MoneyField("调整后预算数")
    spent = SpendingField("执行数")
    submitted_at = models.DateTimeField("送审时间", auto_now_add=True)
    submitted_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    submitted_by_name = models.CharField("送审人", max_length=110)
    submitted_by_post = models.CharField("送审人职务", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "送审稿"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="one_submission_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="submission_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}（第{self.number}稿）"

    def get_absolute_url(self) -> str:
        return reverse("departments:submission_detail", args=[self.pk])

    @property
    def scorecard(self) -> dict[str, Any]:
        """The department's own scorecard; those of projects follow it in `scorecards`."""
        card: dict[str, Any] = self.scorecards[0]
        return card

"""指标: what was promised, what was reached, and how it scores."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from departments.scoring.accumulation import ACCUMULATIONS
from departments.scoring.facts import TIERS
from departments.scoring.measures import Measure
from departments.scoring.numbers import NumberError, read_number
from departments.scoring.rounding import plain

from .fields import MarksField, QuantityField

METHODS = {
    "at_least": "≥ 正向",
    "at_most": "≤ 反向",
    "equal": "＝ 等于",
    "qualitative": "定性",
    "tiers": "分档计分",
    "deduction": "扣分",
    "derived": "取自预算",
    "manual": "人工评分",
}
"""评分方法, one function each in `scoring.methods`."""


class MeasureColumns:
    """A value that is a number or a text: two columns, one `Measure` in Python; blank is neither."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type | None = None) -> Measure | None:
        if row is None:
            return self  # type: ignore[return-value]
        number = getattr(row, self.name)
        return Measure.of(number) if number is not None else Measure.read(getattr(row, f"{self.name}_text"))

    def __set__(self, row: Any, value: Measure | None) -> None:
        number = plain_number(value.text) if value else None
        setattr(row, self.name, number)
        setattr(row, f"{self.name}_text", value.text if value and number is None else "")


def plain_number(text: str) -> Any:
    """The number when the text is exactly its canonical spelling (nothing would be lost), else None."""
    try:
        number = read_number(text, QuantityField.bounds)
    except NumberError:
        return None
    return number if number is not None and plain(number) == text else None


def number_or_text(name: str, called: str = "") -> models.CheckConstraint:
    """Of the two columns of a measure only one is filled; `called` is for names of constraints."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}_text": ""}),
        name=f"{called or name}_number_or_text",
    )


class Indicator(models.Model):
    """指标. Targets and actual values are numbers, or texts such as “9月前” and 不适用."""

    goal = models.ForeignKey("departments.Goal", on_delete=models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField("序号", default=0)
    level1 = models.CharField("一级指标", max_length=50, blank=True)
    level2 = models.CharField("二级指标", max_length=50, blank=True)
    name = models.CharField("三级指标", max_length=300)
    method = models.CharField("评分方法", max_length=20, choices=METHODS, default="at_least")
    accumulation = models.CharField("全年累计", max_length=10, choices=ACCUMULATIONS, blank=True)
    target = QuantityField("年初目标值", null=True, blank=True)
    target_text = models.CharField("年初目标值（文字）", max_length=300, blank=True)
    adjusted_target = QuantityField("调整后目标值", null=True, blank=True)
    adjusted_target_text = models.CharField("调整后目标值（文字）", max_length=300, blank=True)
    adjustment_reason = models.CharField("调整理由", max_length=500, blank=True)
    unit = models.CharField("计量单位", max_length=30, blank=True)
    actual = QuantityField("实际完成值", null=True, blank=True)
    actual_text = models.CharField("实际完成值（文字）", max_length=300, blank=True)
    weight = MarksField("分值", null=True, blank=True)
    tier = models.CharField("定性档次", max_length=20, choices=TIERS, blank=True)
    entered_score = MarksField("人工评分", null=True, blank=True)
    reported_score = MarksField("已公开得分", null=True, blank=True)
    deviation_reason = models.CharField("偏差原因", max_length=2000, blank=True)
    improvement = models.CharField("改进措施", max_length=2000, blank=True)
    parameters = models.JSONField("方法参数", default=dict, blank=True)

    target_measure = MeasureColumns("target")
    adjusted_target_measure = MeasureColumns("adjusted_target")
    actual_measure = MeasureColumns("actual")

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=list(METHODS)), name="indicator_method_known"),
            models.CheckConstraint(
                condition=Q(accumulation__in=["", *ACCUMULATIONS]), name="indicator_accumulation_known"
            ),
            models.CheckConstraint(condition=Q(tier__in=["", *TIERS]), name="indicator_tier_known"),
            number_or_text("target"),
            number_or_text("adjusted_target"),
            number_or_text("actual"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.tier and self.method != "qualitative":
            raise ValidationError({"tier": "只有定性指标填写档次。"})

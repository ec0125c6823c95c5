"""对提示的说明: why a warning is right as it stands."""

from django.db import models


class Explanation(models.Model):
    """说明 of one warning. It holds while the figures it explains (`found`, `expected`) are unchanged.

    `ident` is a hash of the check, the row (`key`), the spot in it and the figures: see `queries.explains`.
    """

    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.CASCADE, related_name="explanations"
    )
    check_name = models.CharField("规则", max_length=60)
    key = models.CharField("行", max_length=80, blank=True)
    place = models.CharField("位置", max_length=500)
    found = models.CharField("填报值", max_length=500, blank=True)
    expected = models.CharField("应为", max_length=500, blank=True)
    ident = models.CharField("提示", max_length=64)
    text = models.CharField("说明", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "对提示的说明"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "ident"], name="one_explanation_per_finding"),
            models.CheckConstraint(condition=~models.Q(text=""), name="explanation_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.place}：{self.text}"

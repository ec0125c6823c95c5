"""一人兼岗: where a body has one person only, that person may take two steps that else need two people."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


class DualDuty(models.Model):
    """For one body, year and step, with the reason. 签批 is the department's, the others the authority's."""

    class Step(models.TextChoices):
        SIGN = "sign", "最后编辑人可签批"
        APPROVE = "approve", "建议通过人可审核通过"
        PUBLISH = "publish", "审核通过人可公开"

    fiscal_year = models.ForeignKey(
        "departments.FiscalYear",
        verbose_name="预算年度",
        on_delete=models.CASCADE,
        related_name="dual_duties",
    )
    department = models.ForeignKey(
        "departments.Department", verbose_name="单位", on_delete=models.CASCADE, related_name="dual_duties"
    )
    step = models.CharField("兼岗", max_length=10, choices=Step)
    reason = models.CharField("理由", max_length=500)
    granted_by = models.ForeignKey(
        "departments.User", verbose_name="批准人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "一人兼岗"
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "department", "step"], name="one_dual_duty_per_body_and_step"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="dual_duty_has_reason"),
            models.CheckConstraint(
                condition=Q(step__in=["sign", "approve", "publish"]), name="dual_duty_step_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}{self.get_step_display()}"

    def clean(self) -> None:
        if self.department_id is None or self.fiscal_year.authority_id is None:
            return
        authority = self.fiscal_year.authority
        if self.step != self.Step.SIGN and self.department != authority:
            raise ValidationError({"department": f"审核通过和公开由{authority}办理，单位应为{authority}。"})
        if not self.department.path.startswith(authority.path):
            raise ValidationError({"department": f"不是{authority}或其下属的部门。"})

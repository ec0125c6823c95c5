"""第三方机构: a firm that an authority commissions to review."""

from django.core.exceptions import ValidationError
from django.db import models

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH = 18


def check_credit_code(code: str) -> None:
    """统一社会信用代码: 18 signs without I, O, S, V, Z, the last computed of the others (GB 32100-2015)."""
    if len(code) != _LENGTH or any(sign not in SIGNS for sign in code):
        raise ValidationError("统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）。")
    total = sum(SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(code[:-1]))
    if code[-1] != (expected := SIGNS[-total % 31]):
        raise ValidationError(f"统一社会信用代码的校验位为“{code[-1]}”，应为“{expected}”，请核对。")


class Firm(models.Model):
    """第三方机构. Its people are 审核人 of the authority with `Membership.firm`."""

    authority = models.ForeignKey(
        "departments.Department",
        verbose_name="委托的财政部门",
        on_delete=models.PROTECT,
        related_name="firms",
        limit_choices_to={"kind": "authority"},
    )
    name = models.CharField("名称", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18, validators=[check_credit_code])
    contact = models.CharField("联系人", max_length=50)
    phone = models.CharField("联系电话", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "第三方机构"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "credit_code"], name="one_firm_per_credit_code"),
            models.UniqueConstraint(fields=["authority", "name"], name="one_firm_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

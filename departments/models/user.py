"""People and what they are allowed to be, where and until when."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models


class User(AbstractUser):
    """A person who signs in."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=50, blank=True)
    sso_subject = models.CharField("身份提供者中的主体", max_length=255, blank=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.UniqueConstraint(
                fields=["sso_subject"], condition=~models.Q(sso_subject=""), name="one_account_per_subject"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(models.Model):
    """A role of a person in a department; only `access` reads it."""

    class Role(models.TextChoices):
        PREPARER = "preparer", "填报人"
        HEAD = "head", "负责人"
        REVIEWER = "reviewer", "审核人"
        MANAGER = "manager", "财政管理员"
        SYSTEM_ADMIN = "system_admin", "系统管理员"
        SECURITY_ADMIN = "security_admin", "安全管理员"
        AUDIT_ADMIN = "audit_admin", "审计管理员"

    user = models.ForeignKey(
        "departments.User",
        verbose_name="用户",
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    department = models.ForeignKey(
        "departments.Department",
        verbose_name="部门",
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    firm = models.ForeignKey(
        "departments.Firm",
        verbose_name="第三方机构",
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
        help_text="审核人由受委托的机构派出时选择；只能看到和审核分派给本人或机构的部门。",
    )
    ends = models.DateField("截止日期", null=True, blank=True, help_text="最后有效的一天；不填为长期。")

    class Meta:
        verbose_name = verbose_name_plural = "角色"
        constraints = [
            models.UniqueConstraint(fields=["user", "department", "role"], name="one_membership_per_role"),
            models.CheckConstraint(
                condition=models.Q(
                    role__in=[
                        "preparer",
                        "head",
                        "reviewer",
                        "manager",
                        "system_admin",
                        "security_admin",
                        "audit_admin",
                    ]
                ),
                name="membership_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(firm__isnull=True) | models.Q(role="reviewer"),
                name="only_reviewers_are_of_a_firm",
                violation_error_message="只有审核人可以属于第三方机构。",
            ),
        ]

    def __str__(self) -> str:
        role = f"{self.department} {self.get_role_display()}"
        return f"{role}（{self.firm}）" if self.firm else role

    def clean(self) -> None:
        if self.firm and self.firm.authority_id != self.department_id:
            raise ValidationError({"firm": f"“{self.firm}”由{self.firm.authority}委托，部门应为它。"})

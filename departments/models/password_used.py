"""用过的密码: when each password was set, and enough of it to refuse it again."""

from django.db import models
from django.utils import timezone

LONGEST = 128
"""Characters of a password."""


class PasswordUsed(models.Model):
    """One password of a person, as a hash; the newest is the present one."""

    user = models.ForeignKey("departments.User", on_delete=models.CASCADE, related_name="passwords_used")
    encoded = models.CharField("密码散列", max_length=128)
    at = models.DateTimeField("设置时间", default=timezone.now)
    is_given = models.BooleanField("由管理员设置", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d}设置的密码"

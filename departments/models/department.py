"""The tree of those who file and those who review."""

from typing import Any

from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr


class Department(models.Model):
    """部门: authority 财政区划 → department → unit. `path` lists the codes from the root, `420112/301/`."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "财政部门"
        DEPARTMENT = "department", "预算部门"
        UNIT = "unit", "二级单位"

    code = models.CharField("编码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    kind = models.CharField("类型", max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    path = models.CharField(max_length=400, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["authority", "department", "unit"]),
                name="department_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=False) | models.Q(kind="authority"),
                name="only_an_authority_is_a_root",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `path` of this row and of everything below it in step with `parent` and `code`."""
        before = self.path
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        if self.pk and before and self.parent and self.parent.path.startswith(before):
            raise ValueError("部门不能移到自己的下级之下。")
        super().save(*args, **kwargs)
        if before and before != self.path:
            below = Department.objects.filter(path__startswith=before).exclude(pk=self.pk)
            below.update(path=Concat(Value(self.path), Substr(F("path"), len(before) + 1)))

    @property
    def ancestor_codes(self) -> list[str]:
        """Codes of the bodies above, nearest first."""
        return self.path.strip("/").split("/")[-2::-1]

"""The tree of those who file and those who review."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

CODE = RegexValidator(r"^[0-9A-Z][0-9A-Z.-]*\Z", "编码只能由数字、大写字母、点和连字符组成。")
"""No `/`, which parts the codes of a path; no small letters, which some comparisons of paths would fold."""

LONGEST_PATH = 400


def called(text: str) -> models.Q:
    """Departments with this in their name, or with a code that begins so."""
    return models.Q(name__icontains=text) | models.Q(code__startswith=text)


class Department(models.Model):
    """部门: authority 财政区划 → department → unit. `path` lists the codes from the root, `420112/301/`."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "财政部门"
        DEPARTMENT = "department", "预算部门"
        UNIT = "unit", "二级单位"

    code = models.CharField("编码", max_length=30, unique=True, validators=[CODE])
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
    path = models.CharField("层级", max_length=LONGEST_PATH, unique=True, editable=False)
    is_key = models.BooleanField("重点单位", default=False)
    is_active = models.BooleanField(
        "在用", default=True, help_text="撤销或并入其他部门后不再下达；以前年度的自评保持原样。"
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name="并入",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        help_text="并入的部门；填写后本部门不再在用。",
    )

    is_only_root = False
    """Set where roles are read, to spare looking at every place of the tree; False says nothing."""

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
                violation_error_message="只有财政部门可以没有上级。",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(is_active=False),
                name="merged_is_no_longer_active",
                violation_error_message="已并入其他部门的，不能仍为在用。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `path` of this row and of everything below it in step with `parent` and `code`.

        The self-assessments of earlier years keep the tree of their year (`assessment.place`).
        """
        from .place import follow

        before = self._kept_path()
        self.path = self._new_path()
        if self._is_below_itself(before):
            raise ValueError("部门不能移到自己的下级之下。")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "path"}
        super().save(*args, **kwargs)
        if before and before != self.path:
            below = Department.objects.filter(path__startswith=before).exclude(pk=self.pk)
            below.update(path=Concat(Value(self.path), Substr(F("path"), len(before) + 1)))
        if before:
            follow(self)

    def clean(self) -> None:
        if self.merged_into_id and self.merged_into_id == self.pk:
            raise ValidationError({"merged_into": "部门不能并入自己。"})
        before, after = self._kept_path(), self._new_path()
        if self._is_below_itself(before):
            raise ValidationError({"parent": "部门不能移到自己的下级之下。"})
        paths = Department.objects.filter(path__startswith=before).values_list("path", flat=True)
        deepest = max((len(path) - len(before) for path in paths), default=0) if before else 0
        if len(after) + deepest > LONGEST_PATH:
            raise ValidationError({"parent": "层级过深。"})
        if before:
            self._keep_its_years(before, after)

    def _keep_its_years(self, before: str, after: str) -> None:
        """Who has filed stays below the authority that asked for it."""
        from .assessment import Assessment

        moved = Assessment.objects.filter(department__path__startswith=before)
        left = moved.exclude(fiscal_year__authority__path__in=[before, *_paths_above(after)])
        left = left.exclude(fiscal_year__authority__path__startswith=before)
        if first := left.select_related("fiscal_year__authority", "department").first():
            raise ValidationError({"parent": f"已有{first}，不能移出{first.fiscal_year.authority}。"})

    def _kept_path(self) -> str:
        """The path in the database, which another move may have changed since this row was read."""
        return _path_of(self.pk)

    def _new_path(self) -> str:
        return f"{_path_of(self.parent_id)}{self.code}/"

    def _is_below_itself(self, before: str) -> bool:
        return before != "" and _path_of(self.parent_id).startswith(before)

    @property
    def ancestor_codes(self) -> list[str]:
        """Codes of the bodies above, nearest first."""
        return self.path.strip("/").split("/")[-2::-1]


def _path_of(pk: int | None) -> str:
    return Department.objects.filter(pk=pk or 0).values_list("path", flat=True).first() or ""


def _paths_above(path: str) -> list[str]:
    codes = path.strip("/").split("/")
    return ["/".join(codes[:length]) + "/" for length in range(1, len(codes))]

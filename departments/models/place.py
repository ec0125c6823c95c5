"""Where a department stood in the year of a self-assessment: renamed, moved or merged later, this stays."""

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from .department import LONGEST_PATH, Department

BATCH = 500
"""Rows in one statement."""


def placed_as(text: str, at: str = "") -> Q:
    """Rows whose department was called so then, or has a code that begins so; `at` leads to the row."""
    return Q(**{f"{at}department_name__icontains": text}) | Q(**{f"{at}department__code__startswith": text})


class Placed(models.Model):
    """Name, kind and place in the tree as of the row's year; `parent_code` is that of its 主管部门."""

    department_name = models.CharField("当年名称", max_length=100, default="", editable=False)
    department_kind = models.CharField(
        "当年类型", max_length=20, choices=Department.Kind, default=Department.Kind.DEPARTMENT, editable=False
    )
    department_path = models.CharField("当年位置", max_length=LONGEST_PATH, default="", editable=False)
    parent_code = models.CharField("当年主管部门", max_length=30, default="", editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.place()
        super().save(*args, **kwargs)

    def place(self) -> None:
        """Take name, kind and place of the department, once."""
        department = self.department if not self.department_name else None  # type: ignore[attr-defined]
        if department is not None:
            self.department_name, self.department_kind = department.name, department.kind
            self.place_at(department.path)

    def place_at(self, path: str) -> None:
        """Take this place in the tree."""
        authority = self.fiscal_year.authority.code  # type: ignore[attr-defined]
        self.department_path, self.parent_code = path, parent_in(path, authority)


def parent_in(path: str, authority: str) -> str:
    """主管部门: code of the department right below the authority; the authority stands for itself.

    So does each department that is not below it.
    """
    codes = path.strip("/").split("/")
    if authority not in codes:
        return codes[-1]
    below = codes[codes.index(authority) + 1 :]
    return below[0] if below else authority


def follow(department: Department) -> None:
    """A change of the tree reaches the self-assessments of the year that is under way.

    Whoever has submitted, and every year that is closed or has a later one, keeps what was.
    """
    from .assessment import Assessment

    below = _under_way(Assessment.objects.filter(department__path__startswith=department.path))
    elsewhere = below.exclude(department_path=F("department__path"))
    moved = list(elsewhere.select_related("department", "fiscal_year__authority"))
    for row in moved:
        row.place_at(row.department.path)
    Assessment.objects.bulk_update(moved, ["department_path", "parent_code"], batch_size=BATCH)
    own = _under_way(Assessment.objects.filter(department=department))
    own.exclude(department_name=department.name, department_kind=department.kind).update(
        department_name=department.name, department_kind=department.kind
    )


def _under_way(rows: QuerySet[Any]) -> QuerySet[Any]:
    from .fiscal_year import FiscalYear
    from .submission import Submission

    later = FiscalYear.objects.filter(
        authority=OuterRef("fiscal_year__authority"), year__gt=OuterRef("fiscal_year__year")
    )
    submitted = Submission.objects.filter(assessment=OuterRef("pk"))
    open_years = rows.filter(fiscal_year__closes__gte=timezone.localdate())
    return open_years.exclude(Exists(later)).exclude(Exists(submitted))

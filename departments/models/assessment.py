"""自评: one department, one fiscal year."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from .department import Department
from .fiscal_year import FiscalYear
from .place import Placed


class Assessment(Placed):
    """自评. `stage` is the body whose turn it is; the department itself stands for its head's signature.

    `version` grows with every change, so a writer who read an older one is told.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "未送审"
        SUBMITTED = "submitted", "已送审"
        RETURNED = "returned", "被退回"
        APPROVED = "approved", "已审核"
        PUBLISHED = "published", "已公开"

    department = models.ForeignKey(
        "departments.Department",
        verbose_name="部门",
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    fiscal_year = models.ForeignKey(
        "departments.FiscalYear",
        verbose_name="预算年度",
        on_delete=models.PROTECT,
        related_name="assessments",
        db_index=False,
    )
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.DRAFT)
    stage = models.ForeignKey(
        "departments.Department",
        verbose_name="当前审核单位",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    version = models.PositiveIntegerField("版本", default=1)
    contact = models.CharField("填报联系人", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    filled_on = models.DateField("填报日期", null=True, blank=True)
    note = models.TextField("备注", max_length=2000, blank=True)
    reported = models.JSONField("已公开文本所载数字", default=dict, blank=True)
    approved_at = models.DateTimeField("审核通过时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        "departments.User", verbose_name="审核通过人", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "自评"
        ordering = ["-fiscal_year__year", "department__code"]
        indexes = [  # they begin with the keys that have no index of their own
            models.Index(fields=["fiscal_year", "status", "department"], name="assessments_by_state"),
            models.Index(fields=["fiscal_year", "parent_code", "department"], name="assessments_by_parent"),
            models.Index(
                fields=["stage", "-fiscal_year", "id"],
                condition=Q(stage__isnull=False),
                name="assessments_by_turn",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year"], name="one_assessment_per_department_and_year"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "approved", "published"]),
                name="assessment_status_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", stage__isnull=False)
                | (~Q(status="submitted") & Q(stage__isnull=True)),
                name="stage_while_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year.year}年度{self.department_name}部门整体绩效自评"

    @classmethod
    def of(cls, department: Department, fiscal_year: FiscalYear) -> "Assessment":
        """A new one, not yet saved, placed where the department stands now."""
        row = cls(department=department, fiscal_year=fiscal_year)
        row.place()
        return row

    @classmethod
    def name_of(cls, department: Department, fiscal_year: FiscalYear) -> str:
        """What the department is called in that year."""
        rows = cls.objects.filter(department=department, fiscal_year=fiscal_year)
        return rows.values_list("department_name", flat=True).first() or department.name

    def get_absolute_url(self) -> str:
        return reverse("departments:assessment_detail", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """True in the states in which the preparer may write."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

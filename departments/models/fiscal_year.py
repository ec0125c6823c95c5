"""预算年度 of one authority: window, scheme, outline, who must agree."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

_KINDS = (
    ("scheme", "department", "部门评分方案"),
    ("project_scheme", "project", "项目评分方案"),
)
"""Which kind of scheme each column asks for."""


class FiscalYear(models.Model):
    """预算年度."""

    authority = models.ForeignKey(
        "departments.Department",
        verbose_name="财政部门",
        on_delete=models.PROTECT,
        related_name="fiscal_years",
        limit_choices_to={"kind": "authority"},
    )
    year = models.PositiveSmallIntegerField("年度")
    opens = models.DateField("开始填报")
    due = models.DateField("应报日期")
    closes = models.DateField("停止填报", help_text="最后可以送审的一天。")
    scheme = models.ForeignKey(
        "departments.ScoringScheme",
        verbose_name="部门评分方案",
        on_delete=models.PROTECT,
        related_name="+",
    )
    project_scheme = models.ForeignKey(
        "departments.ScoringScheme",
        verbose_name="项目评分方案",
        on_delete=models.PROTECT,
        related_name="+",
    )
    outline = models.ForeignKey(
        "departments.Outline", verbose_name="报告提纲", on_delete=models.PROTECT, related_name="+"
    )
    head_signs = models.BooleanField("须负责人签批", default=False)
    two_step = models.BooleanField(
        "两步审核",
        default=False,
        help_text="审核人建议通过后，由财政管理员审核通过；否则审核人可直接审核通过。",
    )
    by_assignment = models.BooleanField(
        "按分派审核",
        default=False,
        help_text="财政部门的审核人只看到和审核分派给本人的部门；第三方机构的审核人总是如此。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "预算年度"
        ordering = ["-year", "authority__code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "year"], name="one_fiscal_year_per_authority"),
            models.CheckConstraint(
                condition=Q(opens__lte=F("due")) & Q(due__lte=F("closes")),
                name="window_in_order",
                violation_error_message="日期顺序应为：开始填报、应报日期、停止填报。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="year_between_2000_and_2100",
                violation_error_message="年度应在2000至2100之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.year}年度"

    @property
    def scheme_version(self) -> str:
        """Which scoring schemes hold: a version that was used never changes, its key names it."""
        return "；".join(dict.fromkeys((self.scheme.key, self.project_scheme.key)))

    def clean(self) -> None:
        problems = {
            name: f"“{getattr(self, name)}”不是{label}。"
            for name, kind, label in _KINDS
            if getattr(self, f"{name}_id") and getattr(self, name).data.get("kind") != kind
        }
        if problems:
            raise ValidationError(problems)


class Extension(models.Model):
    """延期: one department may submit longer, for a stated reason."""

    fiscal_year = models.ForeignKey(
        FiscalYear, verbose_name="预算年度", on_delete=models.CASCADE, related_name="extensions"
    )
    department = models.ForeignKey(
        "departments.Department",
        verbose_name="部门",
        on_delete=models.CASCADE,
        related_name="extensions",
    )
    closes = models.DateField("延期至")
    reason = models.CharField("理由", max_length=500)
    granted_by = models.ForeignKey("departments.User", verbose_name="批准人", on_delete=models.PROTECT)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "department"], name="one_extension_per_department"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.department}延期至{self.closes:%Y-%m-%d}"

    def clean(self) -> None:
        if self.department_id is None or self.fiscal_year.authority_id is None:
            return
        authority = self.fiscal_year.authority
        if self.department == authority or not self.department.path.startswith(authority.path):
            raise ValidationError({"department": f"不是{authority}下属的部门。"})

    def covers(self, day: date) -> bool:
        """True while the department may still submit."""
        return day <= self.closes

"""接口客户端: a program of somebody else that reads what it was allowed to, by a token."""

from datetime import date

from django.db import models
from django.db.models import Q


class ApiClient(models.Model):
    """One program. The token itself is kept nowhere: only its SHA-256."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", "填报进度"
        SUBMISSIONS = "submissions", "送审稿（数据、评分、校验结果）"
        DOCUMENTS = "documents", "正式文件"
        RESULTS = "results", "已公开的结果"

    name = models.CharField("名称", max_length=60, help_text="哪个系统、谁负责，例如“市财政大数据平台”。")
    department = models.ForeignKey(
        "departments.Department", verbose_name="范围", on_delete=models.PROTECT, related_name="api_clients",
        help_text="能读到这个部门和它以下的部门。",
    )  # fmt: skip
    kinds = models.JSONField("内容")
    ends = models.DateField("有效期至", help_text="最后有效的一天。")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.ForeignKey(
        "departments.User", verbose_name="建立人", on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    noted = models.JSONField("最近读取", default=dict, help_text="内容 → 最近记入审计的小时。")

    class Meta:
        verbose_name = verbose_name_plural = "接口客户端"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"], condition=Q(revoked_at=None), name="one_api_client_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid_on(self, day: date) -> bool:
        """Whether its token is taken."""
        return self.revoked_at is None and day <= self.ends

    @property
    def kind_names(self) -> list[str]:
        """What it reads, as people call it."""
        return [str(label) for value, label in self.Kind.choices if value in self.kinds]

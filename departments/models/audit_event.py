"""审计记录: append-only, each row carries the hash of the one before and a signature."""

from django.db import models

from .cause import Caused
from .frozen import Frozen


class AuditEvent(Caused, Frozen):
    """审计记录. Names, roles and departments are kept as they were then.

    `changes` is for people: row, field, old and new value. `rows` is exact: every row that the transaction
    wrote, by model, key, old and new columns, as canonical JSON; from it the tables can be rebuilt.
    """

    class Result(models.TextChoices):
        OK = "ok", "成功"
        DENIED = "denied", "拒绝"
        ERROR = "error", "失败"

    number = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        "departments.User",
        verbose_name="操作人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    acting_for = models.ForeignKey(
        "departments.User",
        verbose_name="代理的人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    actor_name = models.CharField("姓名", max_length=150)
    actor_roles = models.CharField("角色", max_length=500, blank=True)
    department_path = models.CharField("部门", max_length=400, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    request_id = models.CharField("请求", max_length=16, blank=True)
    verb = models.CharField("操作", max_length=40)
    assessment = models.ForeignKey(
        "departments.Assessment",
        on_delete=models.PROTECT,
        null=True,
        related_name="audit_events",
        db_index=False,
    )
    target = models.CharField("对象", max_length=200)
    changes = models.JSONField("变更", default=list)
    rows = models.TextField("各行", blank=True)
    reason = models.TextField("理由", max_length=2000, blank=True)
    result = models.CharField("结果", max_length=10, choices=Result, default=Result.OK)
    submission_sha256 = models.CharField("送审稿SHA-256", max_length=64, blank=True)
    previous_hash = models.CharField("前一条的摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64, unique=True)
    app_version = models.CharField("系统版本", max_length=40, blank=True)
    scheme_version = models.CharField("评分方案版本", max_length=200, blank=True)
    algorithm = models.CharField("算法", max_length=10, blank=True)
    key_id = models.CharField("密钥编号", max_length=40, blank=True)
    mac = models.CharField("签名", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["previous_hash"], name="audit_chain_never_forks")]
        indexes = [  # what is asked stays quick however long the record is
            models.Index(fields=["assessment", "id"], name="audit_of_assessment"),
            models.Index(fields=["actor", "at"], name="audit_of_person"),
            models.Index(
                fields=["acting_for", "at"],
                condition=models.Q(acting_for__isnull=False),
                name="audit_of_principal",
            ),
            models.Index(fields=["verb", "at"], name="audit_of_verb"),
            models.Index(fields=["department_path", "at"], name="audit_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.verb} {self.target}"

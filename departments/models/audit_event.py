"""审计记录: append-only, each row carries the hash of the one before."""

from django.db import models

from .frozen import Frozen


class AuditEvent(Frozen):
    """审计记录. Names are kept as they were then; `changes` lists row, field, old and new value."""

    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        "departments.User",
        verbose_name="操作人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField("姓名", max_length=50)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    verb = models.CharField("操作", max_length=40, db_index=True)
    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.PROTECT, null=True, related_name="audit_events"
    )
    target = models.CharField("对象", max_length=200)
    changes = models.JSONField("变更", default=list)
    reason = models.TextField("理由", max_length=2000, blank=True)
    submission_sha256 = models.CharField("送审稿SHA-256", max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["previous_hash"], name="audit_chain_never_forks")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.verb} {self.target}"

"""事件推送: where a program of somebody else is told of steps, and each telling."""

from django.db import models
from django.db.models import Q

LONGEST_ADDRESS = 500


class Webhook(models.Model):
    """One address, told of the chosen steps of its part of the tree; signed with a secret kept encrypted."""

    name = models.CharField("名称", max_length=60)
    department = models.ForeignKey(
        "departments.Department", verbose_name="范围", on_delete=models.PROTECT, related_name="webhooks"
    )
    address = models.CharField("地址", max_length=LONGEST_ADDRESS)
    verbs = models.JSONField("事件")
    secret = models.TextField(editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.ForeignKey(
        "departments.User", verbose_name="建立人", on_delete=models.PROTECT, related_name="+"
    )
    stopped_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事件推送"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"], condition=Q(stopped_at=None), name="one_webhook_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """推送记录: one step to tell one address, written in the step's own transaction."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待推送"
        DELIVERED = "delivered", "已送达"
        GIVEN_UP = "given_up", "已放弃"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    number = models.UUIDField("编号", unique=True)
    verb = models.CharField("事件", max_length=30)
    assessment = models.ForeignKey("departments.Assessment", on_delete=models.PROTECT, related_name="+")
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次推送")
    answer = models.CharField("对方应答", max_length=300, blank=True)
    queued_at = models.DateTimeField("产生时间", auto_now_add=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="deliveries_that_wait"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | Q(state__in=["waiting", "given_up"], delivered_at__isnull=True),
                name="delivered_at_when_delivered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook} {self.verb} {self.number}"

"""通知: what a person is told, in the inbox; the mail only says that there is something in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Notice(models.Model):
    """One thing told to one person. `once` names what is told no second time; blank where it may be."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "任务下达"
        OPENED = "opened", "填报期开始"
        DUE = "due", "即将到期"
        OVERDUE = "overdue", "逾期"
        URGED = "urged", "催报"
        RETURNED = "returned", "被退回"
        SIGN = "sign", "待签批"
        REVIEW = "review", "待审核"
        ANSWERED = "answered", "意见已答复"
        DECIDED = "decided", "审核结果"
        EXTENDED = "extended", "延期"
        RECTIFY = "rectify", "整改"
        REOPEN = "reopen", "申请取消审核"
        ASSIGNED = "assigned", "分派和代理"

    ASKING: ClassVar[tuple[str, ...]] = (
        "issued", "opened", "due", "overdue", "urged", "returned", "sign", "review", "answered",
    )  # fmt: skip
    """Kinds that ask for the next step of a self-assessment; done with when anybody has taken it."""

    person = models.ForeignKey(
        "departments.User", verbose_name="收件人", on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField("类型", max_length=10, choices=Kind)
    assessment = models.ForeignKey(
        "departments.Assessment", verbose_name="自评", on_delete=models.CASCADE, related_name="+",
        null=True, blank=True,
    )  # fmt: skip
    text = models.CharField("事项", max_length=300)
    detail = models.TextField("说明", max_length=2000, blank=True)
    address = models.CharField("链接", max_length=200)
    once = models.CharField("只通知一次", max_length=80, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="unread_notices"),
            models.Index(fields=["person", "-created_at"], name="notices_newest_first"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "once"], condition=~Q(once=""), name="told_once"),
            models.CheckConstraint(condition=~Q(text=""), name="notice_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"

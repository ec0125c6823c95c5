"""邮件: what is sent to say that something waits in the inbox, and who wants that."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class NoticeChoice(models.Model):
    """How one person wants to hear of notices besides the inbox; without a row: DAILY."""

    class Mail(models.TextChoices):
        NONE = "none", "只在系统内通知"
        DAILY = "daily", "每天一封汇总邮件"
        AT_ONCE = "at_once", "每天一封汇总，被退回时随即另发一封"

    person = models.OneToOneField(
        "departments.User", verbose_name="用户", on_delete=models.CASCADE, related_name="notice_choice"
    )
    mail = models.CharField("邮件提醒", max_length=10, choices=Mail, default=Mail.DAILY)

    class Meta:
        verbose_name = verbose_name_plural = "通知方式"
        constraints = [
            models.CheckConstraint(
                condition=Q(mail__in=["none", "daily", "at_once"]), name="notice_choice_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_mail_display()


class Letter(models.Model):
    """One mail to one person, kept until it has left. `once` names what is written no second time."""

    person = models.ForeignKey(
        "departments.User", verbose_name="收件人", on_delete=models.CASCADE, related_name="letters"
    )
    once = models.CharField("只写一次", max_length=80)
    subject = models.CharField("主题", max_length=200)
    body = models.TextField("正文")
    created_at = models.DateTimeField("写成时间", default=timezone.now)
    next_try = models.DateTimeField("下次寄送", default=timezone.now)
    tries = models.PositiveSmallIntegerField("已寄送次数", default=0)
    error = models.CharField("未寄出的原因", max_length=300, blank=True)
    sent_at = models.DateTimeField("寄出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["next_try"], condition=Q(sent_at=None), name="letters_to_send")]
        constraints = [models.UniqueConstraint(fields=["person", "once"], name="one_letter_for_one_thing")]

    def __str__(self) -> str:
        return self.subject

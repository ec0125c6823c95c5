"""登录: a session, with whose it is and where it runs beside what Django keeps in it."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

LONGEST_BROWSER = 300


class LiveSession(AbstractBaseSession):
    """登录. Written by `departments.session_store` only; a deleted row is a session that has ended.

    No `user`: somebody who has not signed in, or not with both steps.
    """

    user = models.ForeignKey(
        "departments.User",
        verbose_name="用户",
        on_delete=models.CASCADE,
        related_name="live_sessions",
        null=True,
    )
    address = models.GenericIPAddressField("登录地址", null=True)
    browser = models.CharField("浏览器", max_length=LONGEST_BROWSER, blank=True)
    how = models.CharField("登录方式", max_length=100, blank=True)
    since = models.DateTimeField("登录时间", null=True)
    seen = models.DateTimeField("最近操作", null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = verbose_name_plural = "登录"

    def __str__(self) -> str:
        return f"{self.user}的登录" if self.user else "没有登录的会话"

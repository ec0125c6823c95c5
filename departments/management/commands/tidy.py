"""Remove what nobody needs any more; every run says what it removed, and a second one removes nothing."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from departments import batch_tidying, spending
from departments.models import LiveSession, PostedOnce, Presence
from departments.models.presence import KEPT

BUTTONS_KEPT = timedelta(days=30)
"""A page may stand open over a holiday; its button still acts once."""


class Command(BaseCommand):
    """Nothing of the business is touched, so nothing of it is in the audit record."""

    help = (
        "清理：过期会话、30天前的按钮标识、旧的在线记录、到期的压缩包、没有登记的文件；逐项说明，可重复执行。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        expired = LiveSession.objects.filter(expire_date__lt=now).count()
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
        buttons, _ = PostedOnce.objects.filter(at__lt=now - BUTTONS_KEPT).delete()
        present, _ = Presence.objects.filter(at__lt=now - KEPT).delete()
        for what, count in (
            ("过期会话", expired), ("按钮标识", buttons), ("在线记录", present), ("用量", spending.forget()),
            ("没有取走的初始密码表", batch_tidying.forget_passwords(now)),
        ):  # fmt: skip
            self.stdout.write(f"已删除{what}：{count}条")
        for what, count in (
            ("批量任务的压缩包", batch_tidying.remove_archives(now)),
            ("未写完的文件", batch_tidying.remove_asides()),
            ("后台消息", batch_tidying.remove_calls(now)),
        ):
            self.stdout.write(f"已删除{what}：{count}个")
        call_command("clean_evidence", stdout=self.stdout, stderr=self.stderr)

"""Send the steps that other programs are to be told of, where no worker does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.webhooks.delivering import deliver_due


class Command(BaseCommand):
    """May run at any time, as often as one likes and several at once: each telling is sent by one of them."""

    help = "推送等待中的事件（送审、退回、审核通过、公开），可重复执行；有没送达的，退出码为1。"

    def handle(self, *args: Any, **options: Any) -> None:
        sent = deliver_due()
        self.stdout.write(f"已送达：{sent.delivered}条")
        if sent.failed:
            raise CommandError(f"{sent.failed}条没有送达，原因见“推送记录”，稍后重试。", returncode=1)

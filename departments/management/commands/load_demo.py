"""Load the demo data."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from departments import demo


class Command(BaseCommand):
    """Idempotent: what is there already stays as it is."""

    help = "装入演示数据：两份已公开的部门整体绩效自评，以及可登录的演示用户（可重复执行）。"

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SECURE_SSL_REDIRECT:
            raise CommandError("正式环境（PERFEVAL_HTTPS=1）不装演示数据：演示用户的密码是公开的。")
        for assessment in demo.load_demo():
            self.stdout.write(f"{assessment}：{assessment.get_status_display()}")
        for bureau in demo.BUREAUS:
            names = "、".join(f"{bureau.prefix}-{suffix}（{name}）" for suffix, name, *_ in demo.PEOPLE)
            self.stdout.write(f"{bureau.department[1]}：{names}")
        self.stdout.write(f"密码均为 {demo.PASSWORD}")

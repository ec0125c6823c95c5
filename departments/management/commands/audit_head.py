"""Print the head of the audit record, to be kept outside the database."""

from typing import Any

from django.core.management.base import BaseCommand

from departments.audit import verifying


class Command(BaseCommand):
    """What was printed once proves later that nothing up to there was cut or rewritten."""

    help = "输出审计记录最后一条的序号与摘要（一行），请保存到数据库以外的地方，供verify_audit --anchor核对。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(verifying.anchor_line())

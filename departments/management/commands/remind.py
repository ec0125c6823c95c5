"""Tell people of what falls due."""

from typing import Any

from django.core.management.base import BaseCommand

from departments import reminding


class Command(BaseCommand):
    """May run any number of times a day: nobody is told the same twice."""

    help = "到期提醒：把临近应报日期、逾期未报等写进各人的通知；每天可重复执行，不会重复提醒。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"新增通知：{reminding.remind()}条")

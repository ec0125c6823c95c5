"""Tell people of what falls due, and send the letters that wait."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments import letters, reminding


class Command(BaseCommand):
    """May run any number of times a day: nobody is told the same twice."""

    help = "到期提醒并寄出邮件；可随时重复执行，不会重复提醒。有邮件没有寄出时退出码为1，下次再寄。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"新增通知：{reminding.remind()}条")
        if not letters.is_on():
            return
        self.stdout.write(f"新写邮件：{letters.write()}封")
        sent, failed = letters.send()
        self.stdout.write(f"寄出邮件：{sent}封")
        if failed:
            raise CommandError(f"{failed}封邮件没有寄出，原因记在“邮件”表里，以后再寄。", returncode=1)

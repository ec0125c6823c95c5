"""After a change of PERFEVAL_SECRET_KEY: seal every kept secret with the new one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.resealing import reseal


class Command(BaseCommand):
    help = "Encrypt second factors and webhook secrets anew with the present secret key."

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = reseal()
        self.stdout.write(f"已用现在的密钥重新加密{done}项。")
        if lost:
            raise CommandError(f"有{lost}项用现在和以前的密钥都解不开，须重新绑定或新建。")
        self.stdout.write("PERFEVAL_SECRET_KEY_OLD可以在最长登录时限之后去掉。")

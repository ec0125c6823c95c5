"""Have the files checked that wait for it: what a stopped scanner, a killed process or earlier years left."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments import scanning
from departments.models import Evidence


class Command(BaseCommand):
    """May run at any time and as often as one likes; a file with a verdict is left alone."""

    help = "对等待中的佐证材料做病毒检查（需配置 PERFEVAL_SCANNER）。可定时运行；扫描服务不可用时退出码为1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="连同“无法检查”的文件一起重新检查。")

    def handle(self, *args: Any, **options: Any) -> None:
        if not scanning.is_on():
            self.stdout.write("没有配置病毒扫描（PERFEVAL_SCANNER），不检查。")
            return
        found = self._scan_all(again=options["again"])
        said = [f"{Evidence.Scan(state).label}{number}个" for state, number in found.items() if number]
        self.stdout.write("，".join(said) or "没有等待检查的文件。")

    def _scan_all(self, *, again: bool) -> dict[str, int]:
        """How many came into which state."""
        files = list(scanning.waiting(again=again).values_list("pk", flat=True))
        found = dict.fromkeys(Evidence.Scan.values, 0)
        try:
            for pk in files:
                if state := scanning.scan(pk, again=again):
                    found[state] += 1
        except scanning.BadAddress as wrong:
            raise CommandError(f"PERFEVAL_SCANNER 的地址不对：{wrong}", returncode=1) from wrong
        except scanning.Unreachable as away:
            left = len(files) - sum(found.values())
            raise CommandError(
                f"扫描服务没有回答（{away}），还有{left}个文件等待检查。", returncode=1
            ) from away
        return found

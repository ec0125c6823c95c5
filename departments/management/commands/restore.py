"""Restore a backup into an empty database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.audit import verifying
from departments.backup import archive, restoring


class Command(BaseCommand):
    """Exit code 0: done and whole; 1: faults are listed; 2: refused, nothing changed."""

    help = (
        "把备份恢复到刚执行过migrate的空数据库（SQLite、PostgreSQL均可），逐表逐文件核对SHA-256。"
        "完好时退出码为0；已恢复但审计记录核对有问题（或--check发现备份有问题）时为1；拒绝、什么都没有改动时为2。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="backup所做的备份。")
        parser.add_argument("--check", action="store_true", help="只核对备份，不连接数据库。")
        parser.add_argument("--keys-lost", action="store_true", help="原系统的审计密钥已经丢失。")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            with archive.opened(path) as found:
                if options["check"]:
                    self._check(found)
                    return
                restoring.restore(found, path.name, keys_lost=options["keys_lost"])
        except (archive.Refused, OSError) as problem:
            raise CommandError(f"拒绝，什么都没有改动。\n{problem}", returncode=2) from problem
        self._say(found)
        self.stdout.write("已恢复，每张表、每个文件的SHA-256都与备份一致。")
        self._verify()

    def _check(self, found: archive.Archive) -> None:
        if faults := list(found.faults()):
            self.stdout.write("\n".join(faults))
            raise CommandError(f"备份有{len(faults)}处问题。", returncode=1)
        self._say(found)
        self.stdout.write("备份完好。")

    def _say(self, found: archive.Archive) -> None:
        made = found.manifest
        rows = sum(table["count"] for table in found.tables.values())
        self.stdout.write(f"备份时间：{made['made_at']}；原数据库：{made['database']}")
        self.stdout.write(
            f"{len(found.tables)}张表、{rows}行、{len(found.files)}个文件；清单的SHA-256：{found.mark}"
        )
        self.stdout.write(f"备份时的审计记录：第{made['audit']['number']}条 {made['audit']['hash']}")
        if made["missing"]:
            self.stderr.write("\n".join(f"备份时已缺失：{name}" for name in made["missing"]))

    def _verify(self) -> None:
        if breaks := list(verifying.verify()):
            self.stdout.write("\n".join(str(item) for item in breaks[:20]))
            raise CommandError(f"数据已恢复；审计记录有{len(breaks)}处问题。", returncode=1)
        self.stdout.write("审计记录完好。")

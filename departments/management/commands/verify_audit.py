"""Verify the audit record: chain, signatures, anchors, triggers."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.audit import replaying, verifying
from departments.audit.chain import Link, head


class Command(BaseCommand):
    """Exit code 0: whole; 1: breaks are listed; 2: could not start."""

    help = "核对审计记录：逐条核对序号、摘要、签名和锚点。完好时退出码为0，有问题时逐条列出，退出码为1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", metavar="FILE", help="audit_head的输出，可有多行。")
        parser.add_argument("--rows", action="store_true", help="由审计记录重建各表，逐行与数据库比较。")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式，默认text。")

    def handle(self, *args: Any, **options: Any) -> None:
        anchors = self._anchors(options["anchor"]) if options["anchor"] else []
        last, breaks = head(), list(verifying.verify(anchors))
        breaks += replaying.differences() if options["rows"] else ()
        if options["format"] == "json":
            found = {"events": last.number, "head": last.hash, "breaks": [x.to_dict() for x in breaks]}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            for item in breaks:
                self.stdout.write(str(item))
        if breaks:
            raise CommandError(f"审计记录有{len(breaks)}处问题。", returncode=1)
        if options["format"] == "text":
            self.stdout.write(f"审计记录完好，共{last.number}条，核对锚点{len(anchors)}个。")

    def _anchors(self, name: str) -> list[Link]:
        try:
            return verifying.read_anchors(Path(name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise CommandError(f"锚点文件{name}不能读取：{problem}", returncode=2) from problem

"""Make the file that PERFEVAL_BREACHED_PASSWORDS names out of a list of leaked passwords."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments import breached


class Command(BaseCommand):
    help = "Sort a list of leaked passwords (one a line, or SHA-1 hashes) for PERFEVAL_BREACHED_PASSWORDS."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path)
        parser.add_argument("target", type=Path)
        parser.add_argument(
            "--hashed", action="store_true", help="the lines are SHA-1 hashes, as HASH or HASH:n"
        )

    def handle(self, *args: Any, source: Path, target: Path, hashed: bool, **options: Any) -> None:
        try:
            count = breached.write(source, target, hashed=hashed)
        except (OSError, breached.Unreadable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已写入{target}：{count}个密码。")

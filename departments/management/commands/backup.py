"""Back up the database and the files, while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.utils import timezone

from departments import audit
from departments.backup import making
from departments.filing import in_words


class Command(BaseCommand):
    """Exit code 0: made; 1: made, but files that rows name are missing; 2: not made."""

    help = (
        "备份数据库与文件到一个ZIP，系统可照常使用；SQLite与PostgreSQL的备份通用。"
        "成功时退出码为0；登记的文件有缺失时列出，为1；没有备份成为2。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="DIR|FILE", help="文件名；给出目录时按时间命名。")

    def handle(self, *args: Any, **options: Any) -> None:
        path = self._path(Path(options["target"]))
        try:
            made = making.make(path)
        except (OSError, DatabaseError) as problem:
            raise CommandError(f"没有备份：{problem}", returncode=2) from problem
        self._note(path.name, made)
        counts = f"{len(made.manifest['tables'])}张表、{made.rows}行、{len(made.manifest['files'])}个文件"
        self.stdout.write(f"{path}：{counts}，{in_words(path.stat().st_size)}")
        self.stdout.write(f"清单的SHA-256：{made.mark}")
        self.stdout.write("备份不含密钥：审计密钥（audit_keys）和secret_key请另行备份，分开保管。")
        if made.missing:
            self.stderr.write("\n".join(f"缺失：{name}" for name in made.missing))
            raise CommandError(f"{len(made.missing)}个登记的文件缺失，备份中没有它们。", returncode=1)

    def _path(self, target: Path) -> Path:
        path = target / f"perfeval-{timezone.localtime():%Y%m%d-%H%M%S}.zip" if target.is_dir() else target
        if path.exists():
            raise CommandError(f"没有备份：{path}已经存在，应为新的文件名。", returncode=2)
        return path

    @transaction.atomic
    def _note(self, name: str, made: making.Made) -> None:
        audit.seal(by=None)
        audit.record("backup", by=None, target=name, reason=f"备份清单的SHA-256为{made.mark}")

"""Remove files that no row knows; say which rows have lost their file."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from departments.filing import in_words
from departments.models import Evidence
from perfeval.storage import every_file

FOLDER = "evidence"


class Command(BaseCommand):
    """A killed process may leave a file without a row, never a row without a file."""

    help = "删除没有登记的佐证材料文件（上传中断所留），并列出登记了却缺失的文件。缺失时退出码为1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出，不删除。")
        parser.add_argument("--hours", type=int, default=24, help="只处理早于多少小时的文件，默认24。")

    def handle(self, *args: Any, **options: Any) -> None:
        storage: Storage = Evidence._meta.get_field("file").storage
        known = dict(Evidence.objects.values_list("file", "name"))
        before = timezone.now() - timedelta(hours=options["hours"])
        found = set(every_file(storage, FOLDER))
        for path in sorted(found - known.keys()):
            self._clean(storage, path, before, dry_run=options["dry_run"])
        lost = sorted(known.keys() - found)
        for path in lost:
            self.stderr.write(f"缺失：{known[path]}（{path}）")
        if lost:
            raise CommandError(f"{len(lost)}个登记的文件缺失，请从备份恢复。", returncode=1)

    def _clean(self, storage: Storage, path: str, before: datetime, *, dry_run: bool) -> None:
        if storage.get_modified_time(path) >= before:
            return
        self.stdout.write(f"{'将删除' if dry_run else '已删除'}：{path}（{in_words(storage.size(path))}）")
        if not dry_run:
            storage.delete(path)

"""Read the workbook of one self-assessment: the whole of it or nothing."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from departments.management.commands._selection import add_department_and_year, select_assessment
from departments.models import Assessment, WorkbookImport
from reports.reading.book import Refused
from reports.workbook import importing
from reports.workbook.plan import Plan


class Command(BaseCommand):
    """Exit 0 done, 1 problems or conflicts (all listed by cell, nothing imported), 2 cannot start."""

    help = "导入Excel工作簿。整体导入；有问题或与网上的改动冲突则不导入，并按单元格列出全部问题。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        add_department_and_year(parser)
        parser.add_argument("--dry-run", action="store_true", help="只列出改动和问题，不导入。")

    def handle(self, *args: Any, **options: Any) -> None:
        assessment = select_assessment(options["department"], options["year"])
        upload = self._read(options["file"], assessment)
        plan = importing.preview(upload)
        self._list(plan)
        if plan.problems or plan.conflicts:
            self.stderr.write(f"{options['file']}：未导入")
            sys.exit(1)
        if options["dry_run"]:
            self.stdout.write("试运行，未导入。")
        elif plan.rows:
            self._import(upload)

    def _read(self, path: Path, assessment: Assessment) -> WorkbookImport:
        try:
            upload = importing.upload(assessment, path.name, path.read_bytes(), by=None)
        except OSError as problem:
            raise CommandError(f"无法读取{path}：{problem.strerror}", returncode=2) from problem
        except Refused as refused:
            raise CommandError(f"{path}：{refused}", returncode=2) from refused
        if upload.kind != WorkbookImport.Kind.WORKBOOK:
            raise CommandError(f"{path}不是本系统导出的工作簿；其他表格请在网页上导入。", returncode=2)
        return upload

    def _list(self, plan: Plan) -> None:
        """Every change and every problem by its cell."""
        for row in plan.rows:
            self.stdout.write(f"{row.state_label} {row.line.sheet} 第{row.line.row}行 {row.label}")
            for cell in row.cells:
                self.stdout.write(f"  {row.line.sheet}!{cell.place} {cell.label}：{cell.old} → {cell.new}")
        for problem in plan.problems:
            self.stderr.write(str(problem))
        for row in plan.conflicts:
            self.stderr.write(f"{row.line.sheet}!{row.line.place()}：{row.note}")
        self.stdout.write("，".join(f"{label}{number}" for label, number in plan.counts.items()))

    def _import(self, upload: WorkbookImport) -> None:
        try:
            importing.confirm(upload, by=None)
        except PermissionDenied as denied:
            state = upload.assessment.get_status_display()
            raise CommandError(f"自评为“{state}”状态，未送审或被退回才能导入。", returncode=2) from denied
        except importing.NotConfirmed as refused:
            self.stderr.write(refused.message)
            sys.exit(1)
        self.stdout.write(f"已导入 {upload.assessment}")

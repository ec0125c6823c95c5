"""Write the workbook of one self-assessment."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.management.commands._selection import (
    add_department_and_year,
    record_export,
    select_assessment,
)
from reports.files import keep
from reports.workbook.writing import workbook_of


class Command(BaseCommand):
    """The present data. Exit 2 when it cannot start."""

    help = "导出一个部门一个年度的Excel工作簿（含现有数据），填好后用import_workbook导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_department_and_year(parser)
        parser.add_argument("--output", required=True, type=Path, metavar="FILE", help="输出文件（.xlsx）")

    def handle(self, *args: Any, **options: Any) -> None:
        assessment = select_assessment(options["department"], options["year"])
        try:
            keep(options["output"], workbook_of(assessment))
        except OSError as problem:
            message = f"无法写入{options['output']}：{problem.strerror}"
            raise CommandError(message, returncode=2) from problem
        record_export(assessment, options["output"].name)
        self.stdout.write(str(options["output"]))

"""Write one self-assessment as an assessment file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments import assessment_file, queries

from ._selection import add_department_and_year, record_export, select_assessment


class Command(BaseCommand):
    """The present facts; to standard output or to a file."""

    help = "导出一个部门一个年度的自评文件（perfeval.assessment/1）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_department_and_year(parser)
        parser.add_argument("--output", type=Path, help="输出文件；不填则输出到屏幕。")

    def handle(self, *args: Any, **options: Any) -> None:
        assessment = select_assessment(options["department"], options["year"])
        data = assessment_file.dump(queries.facts_for(assessment))
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        record_export(assessment, f"自评文件 {assessment}")
        if not options["output"]:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_text(text, encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"无法写入{options['output']}：{problem.strerror}", returncode=2) from problem

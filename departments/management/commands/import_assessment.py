"""Read assessment files into the database, each whole or not at all."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from departments import assessment_file, queries
from departments.assessment_file import AssessmentFileError, UnreadableFileError
from departments.importing import import_facts
from departments.scoring.schemes import Scheme


class Command(BaseCommand):
    """Exit 0 all imported, 1 some refused (each with its problems), 2 a file cannot be read."""

    help = "导入自评文件（perfeval.assessment/1）。每个文件整体导入，有问题则该文件不导入并列出全部问题。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        schemes = queries.schemes_by_key()
        exit_code = max(self._import(path, schemes) for path in options["files"])
        if exit_code:
            sys.exit(exit_code)

    def _import(self, path: Path, schemes: Mapping[str, Scheme]) -> int:
        try:
            assessment = import_facts(assessment_file.load(assessment_file.read(path), schemes), by=None)
        except AssessmentFileError as refused:
            self.stderr.write(f"{path}：未导入")
            for problem in refused.problems:
                self.stderr.write(f"  {problem}")
            return 2 if isinstance(refused, UnreadableFileError) else 1
        self.stdout.write(f"{path}：已导入 {assessment}")
        return 0

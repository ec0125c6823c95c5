"""Write the official document of one self-assessment."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.management.commands._selection import (
    add_department_and_year,
    record_export,
    select_assessment,
)
from departments.models import Assessment, Submission
from reports import documents
from reports.content import ReportContent
from reports.files import keep
from reports.formats.pdf import NotDrawn


class Command(BaseCommand):
    """The latest submission; without one, the present facts marked 草稿. Exit 2 when it cannot start."""

    help = "导出正式文件：最近一次送审稿；尚未送审的导出草稿（每页标明）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_department_and_year(parser)
        parser.add_argument("--format", required=True, choices=list(documents.DOCUMENTS), help="文件格式")
        parser.add_argument("--output", required=True, type=Path, help="输出目录；不存在则建立。")

    def handle(self, *args: Any, **options: Any) -> None:
        assessment = select_assessment(options["department"], options["year"])
        extension = options["format"]
        submission = assessment.submissions.select_related("scheme", "project_scheme", "outline").first()
        try:
            content, body = _drawn(assessment, submission, extension)
        except NotDrawn as refused:
            raise CommandError(str(refused), returncode=2) from refused
        path = options["output"] / documents.file_name(content, extension)
        try:
            keep(path, body)
        except OSError as problem:
            raise CommandError(f"无法写入{path}：{problem.strerror}", returncode=2) from problem
        record_export(assessment, path.name, submission)
        self.stdout.write(str(path))


def _drawn(
    assessment: Assessment, submission: Submission | None, extension: str
) -> tuple[ReportContent, bytes]:
    """The document of what was submitted, or of the present facts. Raises NotDrawn."""
    if submission:
        content = documents.content_of_submission(submission)
        return content, documents.document_bytes(submission, extension)
    content = documents.content_of_draft(assessment)
    return content, documents.DOCUMENTS[extension].render(content, None)

"""Score and check assessment files without a database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from departments import assessment_file
from departments.assessment_file import AssessmentFileError
from departments.scoring.schemes import SHIPPED, Scheme, load_schemes
from departments.scoring.scorecard import score
from departments.validation import findings_in


class Command(BaseCommand):
    """Prints one object per file as a JSON array; exit 0 also with findings, 2 when a file cannot be read."""

    help = (
        "对自评文件（perfeval.assessment/1）计分并校验，不需要数据库。标准输出为JSON数组，每个文件一个对象："
        "scorecards为评分表，findings为校验结果，error为无法读取的原因。有文件无法读取时退出码为2，其余文件照常输出。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="自评文件")
        parser.add_argument(
            "--schemes", type=Path, default=SHIPPED, metavar="DIR", help="评分方案所在的文件夹"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        schemes = load_schemes(options["schemes"])
        results = [result_of(name, schemes) for name in options["files"]]
        self.stdout.write(json.dumps(results, ensure_ascii=not _speaks_unicode(), indent=1))
        if any(result["error"] for result in results):
            sys.exit(2)


def result_of(name: str, schemes: dict[str, Scheme]) -> dict[str, Any]:
    """The scorecards and findings of one file, or the reason why it cannot be read."""
    result: dict[str, Any] = {"file": _printable(name), "scorecards": [], "findings": [], "error": None}
    try:
        facts = assessment_file.load(assessment_file.read(name), schemes)
    except AssessmentFileError as problem:
        return result | {"error": str(problem)}
    cards = score(facts)
    found = [finding.to_dict() for finding in findings_in(facts, cards)]
    return result | {"scorecards": [card.to_dict() for card in cards], "findings": found}


def _printable(name: str) -> str:
    """A file name as given; bytes that are no UTF-8 escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"

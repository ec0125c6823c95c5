"""Check the figures of a text file, without a database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from departments import assessment_file
from departments.assessment_file import AssessmentFileError
from departments.scoring.figures import FigureValue
from departments.scoring.naming import figures_of
from departments.scoring.schemes import load_schemes
from departments.scoring.scorecard import score
from departments.validation.narrative import Examination, examine
from departments.validation.narrative.files import UnreadableTextError, read_text
from departments.validation.narrative.reporting import findings_of, in_paragraphs
from departments.validation.narrative.tables import Tables


class Command(BaseCommand):
    """Prints quantities with their classes and findings as one JSON object; exit 2 when it cannot."""

    help = (
        "核对一个文本文件中的数字，不需要数据库。标准输出为一个JSON对象：quantities为读到的数量及其判定，"
        "findings为不成立之处及计算过程。--tables给出自评文件时，同时与其中的表格核对。文件无法读取时退出码为2。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="文本文件，UTF-8或GB18030编码")
        parser.add_argument("--tables", metavar="ASSESSMENT.json", help="自评文件（perfeval.assessment/1）")

    def handle(self, *args: Any, **options: Any) -> None:
        result: dict[str, Any] = {"quantities": [], "findings": []}
        try:
            figures, tables = _tables(options["tables"])
            result = result_of(examine([("", "", read_text(options["file"]))], figures, tables))
        except (AssessmentFileError, UnreadableTextError) as problem:
            result["error"] = str(problem)
        unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        self.stdout.write(json.dumps(result, ensure_ascii=not unicode, indent=1))
        if "error" in result:
            sys.exit(2)


def result_of(examination: Examination) -> dict[str, Any]:
    """The quantities of the only text with their classes, and the findings."""
    section = examination.sections[0]
    quantities = []
    for quantity in section.quantities:
        start, end = section.text.span(quantity.start, quantity.end)
        written = section.text.original[start:end]
        judged = examination.class_of(0, quantity)
        quantities.append({"text": written, "start": start, "end": end, "class": judged})
    findings = [finding.to_dict() for finding in findings_of(examination, in_paragraphs)]
    return {"quantities": quantities, "findings": findings}


def _tables(path: str | None) -> tuple[Mapping[str, FigureValue] | None, Tables | None]:
    if path is None:
        return None, None
    facts = assessment_file.load(assessment_file.read(Path(path)), load_schemes())
    cards = score(facts)
    return figures_of(facts, cards), Tables.of(facts, cards)

"""Documents from the demo files and from small facts, without a database; and what is read back from them."""

import json
import re
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from docx import Document
from pypdf import PdfReader

from departments import assessment_file
from departments.scoring.facts import AssessmentFacts
from departments.scoring.schemes import load_schemes
from departments.scoring.scorecard import Scorecard, score
from reports.content import ReportContent, content_of
from reports.formats.frozen import Frozen

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = Path(__file__).parent / "published"
DEMOS = ("dongxihu-2020", "huangshi-2021")
MM = 72 / 25.4


def demo_data(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "fixtures" / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def outline_data(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "fixtures" / "outlines" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def demo_facts(name: str) -> AssessmentFacts:
    return assessment_file.load(demo_data(name), load_schemes())


@dataclass(frozen=True)
class Source:
    """Facts, their scores and an outline: everything a document is made of."""

    facts: AssessmentFacts
    scorecards: tuple[Scorecard, ...]
    outline: dict[str, Any]

    def content(self, *, draft: bool = False) -> ReportContent:
        return content_of(self.facts, self.scorecards, self.outline, draft=draft, filled_on="2021年4月22日")


def demo(name: str, **changes: Any) -> Source:
    """A demo file; `changes` replace fields of its facts."""
    facts = replace(demo_facts(name), **changes)
    return Source(facts, score(facts), outline_data(facts.outline))


def with_outline(source: Source, *blocks: dict[str, Any], **keys: Any) -> Source:
    """The same facts under an outline of these blocks."""
    return replace(source, outline={**source.outline, "blocks": list(blocks), **keys})


def frozen(name: str) -> Frozen:
    return Frozen(demo_data(name), "ab" * 32, datetime(2021, 4, 22, 8, 30, tzinfo=UTC))


# --- reading back -------------------------------------------------------------------------------
def squeezed(text: str) -> str:
    """Without any blank or line break."""
    return re.sub(r"\s", "", text)


def pdf_text(pdf: bytes) -> str:
    """The text in the order it is drawn, page numbers taken out, squeezed."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(re.sub(r"—\d+—", "", squeezed(page)) for page in pages)


def docx_text(docx: bytes) -> str:
    """Paragraphs and cells in document order, each merged cell once, squeezed."""
    body = Document(BytesIO(docx)).element.body
    return squeezed("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


class Word(NamedTuple):
    """A word of a page and its box, in millimetres from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def pages_of_words(pdf: bytes) -> list[list[Word]]:
    """Every word of every page with its box (Poppler)."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    pages = done.stdout.decode().split("<page ")[1:]
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    return [
        [
            Word(text, *(float(x) / MM for x in (left, top, right, bottom)))
            for left, top, right, bottom, text in re.findall(pattern, page)
        ]
        for page in pages
    ]

"""Documents from the demo files and from small facts, without a database."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from departments import assessment_file
from departments.scoring.facts import AssessmentFacts
from departments.scoring.schemes import load_schemes
from departments.scoring.scorecard import Scorecard, score
from reports.content import ReportContent, content_of
from reports.formats.frozen import Frozen

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = Path(__file__).parent / "published"
DEMOS = ("dongxihu-2020", "huangshi-2021")


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

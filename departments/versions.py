"""What changed between two versions of a self-assessment: each edited field once, texts word by word.

How a figure is written (1,000 or 1000.00, full-width or not) and blanks in a text are no difference.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from .forms.parameters import in_words
from .models.indicator import METHODS
from .scoring.accumulation import ACCUMULATIONS
from .scoring.facts import CATEGORIES, SOURCES, TIERS, AssessmentFacts, IndicatorFacts
from .scoring.measures import Measure
from .scoring.rounding import plain

LABELS = {
    "category": "支出类别",
    "source": "资金来源",
    "project": "项目",
    "initial": "年初预算数",
    "adjustment": "调整数",
    "spent": "执行数",
    "name": "名称",
    "office": "实施科室/单位",
    "purpose": "主要用途",
    "reason": "执行偏差原因",
    "title": "目标",
    "weight": "分值",
    "expected": "预期目标",
    "actual": "实际完成",
    "method": "评分方法",
    "accumulation": "全年累计",
    "level1": "一级指标",
    "level2": "二级指标",
    "target": "目标值",
    "adjusted_target": "调整后目标值",
    "adjustment_reason": "调整理由",
    "unit": "计量单位",
    "tier": "档次",
    "entered_score": "人工评分",
    "deviation_reason": "偏差原因",
    "improvement": "改进措施",
    "parameters": "评分参数",
    "text": "文字说明",
}
"""Field → what people call it, in the order of the forms."""
_WORDS = re.compile(r"\d[\d.,]*%?|[A-Za-z]+|\s+|.", re.DOTALL)
_CODES = CATEGORIES | SOURCES | TIERS | METHODS | ACCUMULATIONS


@dataclass(frozen=True)
class Edit:
    """One difference. `field` is blank and one side None for a row that came or went."""

    place: str
    field: str
    old: str | None
    new: str | None

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text with what was taken out (`del`) and put in (`ins`)."""
        return list(_pieces(self.old or "", self.new or ""))


@dataclass(frozen=True)
class _Row:
    place: str
    values: Mapping[str, Any]


def edits(
    before: AssessmentFacts, after: AssessmentFacts, titles: Mapping[str, str] | None = None
) -> list[Edit]:
    """Every difference in the order of the later version; what went comes last. `titles` name the texts."""
    old, new = (dict(_rows(facts, titles or {})) for facts in (before, after))
    found: list[Edit] = []
    for key, row in new.items():
        known = old.get(key)
        found += [Edit(row.place, "", None, row.place)] if known is None else _changed(known, row)
    return found + [Edit(row.place, "", row.place, None) for key, row in old.items() if key not in new]


def _changed(old: _Row, new: _Row) -> list[Edit]:
    return [
        Edit(new.place, label, _text(old.values.get(name)), _text(new.values.get(name)))
        for name, label in LABELS.items()
        if _compared(old.values.get(name)) != _compared(new.values.get(name))
    ]


def _rows(facts: AssessmentFacts, titles: Mapping[str, str]) -> Iterator[tuple[str, _Row]]:
    """Each row under its key; rows of a version without keys go by their names."""
    yield from _money_rows(facts)
    yield from _goal_rows(facts)
    for key, text in facts.sections.items():
        yield f"section:{key}", _Row(f"文字说明／{titles.get(key, key)}", {"text": text})


def _money_rows(facts: AssessmentFacts) -> Iterator[tuple[str, _Row]]:
    for line in facts.budget:
        place = "／".join(("预算执行", line.project or CATEGORIES[line.category], SOURCES[line.source]))
        yield line.key or place, _Row(place, _values(line))
    for project in facts.projects:
        yield project.key or f"项目／{project.name}", _Row(f"项目／{project.name}", _values(project))


def _goal_rows(facts: AssessmentFacts) -> Iterator[tuple[str, _Row]]:
    for goal in facts.goals:
        owner = f"项目／{goal.project}／" if goal.project else ""
        yield goal.key or f"{owner}目标／{goal.title}", _Row(f"{owner}目标／{goal.title}", _values(goal))
        for indicator in goal.indicators:
            place = f"{owner}指标／{indicator.name}"
            yield indicator.key or f"{place}／{goal.title}", _Row(place, _values(indicator))


def _values(row: Any) -> dict[str, Any]:
    values = {item.name: getattr(row, item.name) for item in fields(row) if item.name in LABELS}
    if not isinstance(row, IndicatorFacts):
        values.pop("parameters", None)
    return values


def _compared(value: Any) -> Any:
    """What counts of a value: its figure, or its text without blanks and full-width forms."""
    if isinstance(value, Measure):
        return (value.number, value.sign, value.unit) if value.number is not None else _plain(value.text)
    if isinstance(value, Mapping):
        return {name: _compared(item) for name, item in value.items()} or None
    return _plain(value) or None if isinstance(value, str) else value


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping):
        return in_words(value) or None
    return _CODES.get(value, value) if isinstance(value, str) else str(value)


def _pieces(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield "", "".join(before[i:j])
            continue
        if i < j:
            yield "del", "".join(before[i:j])
        if k < m:
            yield "ins", "".join(after[k:m])


def file_edits(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Edit]:
    """Evidence that came or went, by its content."""
    old, new = ({file["sha256"]: file["name"] for file in files} for files in (before, after))
    came = [Edit("佐证材料", "", None, name) for sha, name in new.items() if sha not in old]
    return came + [Edit("佐证材料", "", name, None) for sha, name in old.items() if sha not in new]

"""The texts of a frozen submission, marked where its findings speak of a figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from departments.models import Submission
from departments.scoring.facts import AssessmentFacts, GoalFacts
from departments.scoring.naming import Figures

from .marked import Piece, Remark, pieces_of


class Said(Protocol):
    """A frozen finding and what the preparer said to it."""

    @property
    def finding(self) -> dict[str, Any]: ...

    @property
    def explanation(self) -> str: ...


@dataclass(frozen=True)
class FrozenText:
    """One text: its title, its pieces with the figures of that time, and the remarks to it in order."""

    title: str
    pieces: Sequence[Piece]
    remarks: Sequence[Remark]


def frozen_texts(
    submission: Submission, facts: AssessmentFacts, figures: Figures, said: Sequence[Said]
) -> Iterator[FrozenText]:
    """Every text of the outline it was submitted under."""
    for block in submission.outline.text_blocks():
        text = facts.sections.get(block["section"], "")
        remarks = remarks_at(f"文字说明／{block['title']}", said)
        yield FrozenText(block["title"], pieces_of(text, figures, remarks) if text else (), remarks)


def goal_texts(goal: GoalFacts, place: str, said: Sequence[Said]) -> Iterator[FrozenText]:
    """预期目标 and 实际完成情况 of one goal, where written; figures by name are not read there."""
    for title, text in (("预期目标", goal.expected), ("实际完成情况", goal.actual)):
        if text:
            remarks = remarks_at(f"{place}／{title}", said)
            yield FrozenText(title, pieces_of(text, None, remarks), remarks)


def remarks_at(place: str, said: Sequence[Said]) -> list[Remark]:
    """The findings of one text, known by the place they were frozen with."""
    numbered = [(number, x) for number, x in enumerate(said) if x.finding["place"].startswith(f"{place}／")]
    remarks = [
        Remark(
            x.finding["start"], x.finding["end"], x.finding["severity"], x.finding["message"],
            str(number), x.explanation,
        )
        for number, x in numbered
        if x.finding.get("start") is not None
    ]  # fmt: skip
    return sorted(remarks, key=lambda x: x.start)

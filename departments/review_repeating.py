"""沿用上一稿的复核: what a body found before holds for the lines that are as they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from . import queries, reviewing
from .models import Department, Submission, User
from .scoring.reviewed import Entered


@dataclass(frozen=True)
class Repeatable:
    """What the body put down for submission `number`, by the keys of lines it did not look at since."""

    number: int
    lines: Mapping[str, Entered]

    def __bool__(self) -> bool:
        return bool(self.lines)


def repeatable(submission: Submission, body: Department) -> Repeatable:
    """Lines with the same figures, texts, self-score and evidence as in the body's latest earlier review.

    Under another scheme nothing is as it was.
    """
    rows = submission.assessment.submissions.filter(number__lt=submission.number, reviewed_lines__body=body)
    before = rows.select_related("scheme", "project_scheme").order_by("-number").first()
    if before is None or _schemes(before) != _schemes(submission):
        return Repeatable(0, {})
    known = reviewing.entered_of(submission, body)
    found = {key: x for key, x in reviewing.entered_of(before, body).items() if key not in known}
    was, now = (_lines(x) if found else {} for x in (before, submission))
    return Repeatable(
        before.number, {key: x for key, x in found.items() if key in now and was.get(key) == now[key]}
    )


@transaction.atomic
def repeat(submission: Submission, body: Department, *, by: User) -> int:
    """Put the same down again; returns how many lines."""
    found = repeatable(submission, body)
    reason = f"沿用第{found.number}稿的复核"
    return reviewing.put_down(submission, body, found.lines, by=by, reason=reason)


def _schemes(submission: Submission) -> tuple[int | None, ...]:
    return submission.scheme_id, submission.project_scheme_id


def _lines(submission: Submission) -> dict[str, tuple[Any, ...]]:
    """Everything a reviewer judges a line by, by its key."""
    indicators = reviewing.indicators_by_key(submission, queries.facts_of(submission))
    scored = {line["key"]: line for card in submission.scorecards for line in card["lines"]}
    proofs: dict[str, set[str]] = {}
    for file in submission.evidence:
        for path in file["ties"]:
            proofs.setdefault(submission.keys.get(path, ""), set()).add(file["sha256"])
    return {key: (indicators[key], scored[key], proofs.get(key, set())) for key in scored}

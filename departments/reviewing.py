"""复核: the reviewer's own values and scores of a submission, line by line, and the totals they make."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from . import audit, queries
from .models import Department, ReviewedLine, Submission, User
from .models.reviewed_line import ENTERED
from .scoring.deductions import DEDUCTIONS
from .scoring.facts import AssessmentFacts, IndicatorFacts
from .scoring.reviewed import Entered, ReviewedCard, reviewed_card
from .scoring.reviewed import ReviewedLine as ReviewedCardLine
from .scoring.rounding import plain
from .scoring.scorecard import Scorecard

SAME = "同自评"


def entered_of(submission: Submission, body: Department) -> dict[str, Entered]:
    """What the body put down so far, by the line's key."""
    rows = submission.reviewed_lines.filter(body=body)
    return {row.key: Entered(**row.values()) for row in rows}


def cards_of(
    submission: Submission, entered: Mapping[str, Entered], facts: AssessmentFacts | None = None
) -> list[ReviewedCard]:
    """Every form of the submission with what was entered. Raises Disagrees."""
    facts = facts or queries.facts_of(submission)
    cards = (Scorecard.from_dict(card) for card in submission.scorecards)
    return [_card(card, facts, entered) for card in cards]


def _card(card: Scorecard, facts: AssessmentFacts, entered: Mapping[str, Entered]) -> ReviewedCard:
    scheme = facts.scheme if card.project is None else facts.project_scheme or facts.scheme
    indicators = tuple(facts.indicators_of(card.project))
    return reviewed_card(card, indicators, entered, scheme, facts.budget_of(card.project))


def body_of(submission: Submission) -> Department | None:
    """The body whose turn it is, while the submission waits for one."""
    return submission.assessment.stage


def lacks_reason(line: ReviewedCardLine) -> bool:
    """Every deduction has a reason, and one that names no share says more in words (复核规则 14)."""
    if line.entered is None or not line.is_lower:
        return False
    reason = DEDUCTIONS.get(line.entered.deduction)
    return reason is None or (reason.share is None and not line.entered.note)


def lacks_score(line: ReviewedCardLine) -> bool:
    """The reviewer's value is none that the method can count, and no score was given."""
    return line.entered is not None and bool(line.entered.value) and line.score is None


def obstacle(submission: Submission, body: Department) -> str:
    """What is missing before the body may decide; "" when nothing is. A review not begun asks for nothing."""
    entered = entered_of(submission, body)
    if not entered:
        return ""
    lines = [line for card in cards_of(submission, entered) for line in card.lines]
    if rest := sum(1 for line in lines if line.entered is None):
        return f"还有{rest}个指标没有复核，请逐个复核，或点“其余同自评”。"
    if names := [line.line.name for line in lines if lacks_score(line)]:
        return f"{'、'.join(names)}的复核完成值不能按评分方法计分，请填复核得分。"
    if names := [line.line.name for line in lines if lacks_reason(line)]:
        return f"{'、'.join(names)}扣了分，请选择扣分理由；理由不带比例的，还要写明说明。"
    return ""


def result(submission: Submission, body: Department) -> dict[str, Any]:
    """复核总得分 and 等级 of the department's own form, as the body reviewed it."""
    own = cards_of(submission, entered_of(submission, body))[0]
    return {"total": own.total, "grade": own.grade or ""}


def lines_of(submission: Submission) -> dict[str, str]:
    """Key → name of every line that can be reviewed."""
    return {line["key"]: line["name"] for card in submission.scorecards for line in card["lines"]}


@transaction.atomic
def enter(submission: Submission, body: Department, key: str, entered: Entered, *, by: User) -> None:
    """Keep one line; what is not different leaves no trace. Raises Disagrees before anything is kept."""
    cards_of(submission, {key: entered})
    row = ReviewedLine.objects.filter(submission=submission, body=body, key=key).first()
    old: dict[str, Any] = row.values() if row else dict.fromkeys(ENTERED)
    new = {name: getattr(entered, name) for name in ENTERED}
    if row and old == new:
        return
    ReviewedLine.objects.update_or_create(
        submission=submission, body=body, key=key, defaults=new | {"reviewer": by}
    )
    name = lines_of(submission)[key]
    _record(submission, _changes(name, old, new) or [_same(name)], by=by)


@transaction.atomic
def confirm_rest(submission: Submission, body: Department, *, by: User) -> int:
    """Take every line not yet looked at as the department filled it in; returns how many."""
    known = set(submission.reviewed_lines.filter(body=body).values_list("key", flat=True))
    rest = [key for key in lines_of(submission) if key not in known]
    return put_down(submission, body, dict.fromkeys(rest, Entered()), by=by)


@transaction.atomic
def put_down(
    submission: Submission, body: Department, lines: Mapping[str, Entered], *, by: User, reason: str = ""
) -> int:
    """Keep lines not looked at so far, by key, in one event; returns how many."""
    ReviewedLine.objects.bulk_create(
        ReviewedLine(submission=submission, body=body, key=key, reviewer=by, **asdict(entered))
        for key, entered in lines.items()
    )
    names, nothing = lines_of(submission), dict.fromkeys(ENTERED)
    changes = [
        change
        for key, entered in lines.items()
        for change in _changes(names[key], nothing, asdict(entered)) or [_same(names[key])]
    ]
    if changes:
        _record(submission, changes, by=by, reason=reason)
    return len(lines)


@transaction.atomic
def forget(submission: Submission, body: Department, key: str, *, by: User) -> None:
    """Take the review of one line back: it counts as not looked at."""
    row = ReviewedLine.objects.filter(submission=submission, body=body, key=key).first()
    if row is None:
        return
    name = lines_of(submission).get(key, key)
    changes = _changes(name, row.values(), dict.fromkeys(ENTERED))
    row.delete()
    _record(submission, changes or [audit.change(name, "复核", SAME, None)], by=by)


def _changes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[audit.Change]:
    said = [(field, _READ[field](old[field]), _READ[field](new[field])) for field in ENTERED]
    return [audit.change(name, ENTERED[field], was, now) for field, was, now in said if was != now]


def _same(name: str) -> audit.Change:
    return audit.change(name, "复核", None, SAME)


def _said(value: Any) -> Any:
    return None if value == "" else value


def _reason(key: Any) -> str | None:
    """A deduction in words."""
    return DEDUCTIONS[key].label if key in DEDUCTIONS else _said(key)


def _marks(score: Any) -> str | None:
    """A score as people write it, however many places it is stored with."""
    return None if score is None else plain(score)


_READ: dict[str, Callable[[Any], Any]] = {
    "value": _said, "score": _marks, "deduction": _reason, "note": _said,
}  # fmt: skip


def _record(submission: Submission, changes: Iterable[audit.Change], *, by: User, reason: str = "") -> None:
    audit.record(
        "review_line", by=by, target=submission, assessment=submission.assessment, changes=list(changes),
        reason=reason, submission=submission,
    )  # fmt: skip


def indicators_by_key(submission: Submission, facts: AssessmentFacts) -> dict[str, IndicatorFacts]:
    """The frozen indicators by the key of their line."""
    rows = (
        (line["key"], indicator)
        for card in submission.scorecards
        for line, indicator in zip(card["lines"], facts.indicators_of(card["project"]), strict=True)
    )
    return dict(rows)

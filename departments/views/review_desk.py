"""The reviewer's table as a page shows it: each line with what it is judged by."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from departments import queries, reviewing, submitted
from departments.forms.reviewed_line import ReviewedLineForm, token_of
from departments.models import Submission, User
from departments.scoring.facts import AssessmentFacts, IndicatorFacts
from departments.scoring.reviewed import Entered, ReviewedCard, ReviewedLine
from departments.submitted import Told
from departments.validation.findings import spot

from .evidence_frozen import FrozenFile, frozen_files
from .thread import Thread, for_reviewer

UNEXPLAINED = "扣了分，请选择扣分理由；理由不带比例的，还要写明说明。"
UNSCORED = "复核完成值不能按评分方法计分，请改填数值，或填复核得分。"


@dataclass(frozen=True)
class Row:
    """One line with everything a reviewer judges it by."""

    indicator: IndicatorFacts
    reviewed: ReviewedLine
    form: ReviewedLineForm
    files: tuple[FrozenFile, ...]
    findings: tuple[Told, ...]
    threads: tuple[Thread, ...]
    refusal: str = ""
    """Why what was posted is not kept."""

    @property
    def key(self) -> str:
        return self.reviewed.line.key

    @property
    def token(self) -> str:
        return token_of(self.key)

    @property
    def base(self) -> str:
        """Which state of the row a page was made with; blank while nothing is put down."""
        entered = self.reviewed.entered
        return hashlib.sha256(repr(entered).encode()).hexdigest()[:16] if entered else ""

    @property
    def is_stale(self) -> bool:
        """Somebody else put something else down after the page was made."""
        seen = self.form.data.get(f"{self.token}-base")
        return seen is not None and seen != self.base and self.form.entered != self.reviewed.entered

    @property
    def problem(self) -> str:
        """What is to be mended in the row."""
        if self.refusal or reviewing.lacks_score(self.reviewed):
            return self.refusal or UNSCORED
        return UNEXPLAINED if reviewing.lacks_reason(self.reviewed) else ""


@dataclass(frozen=True)
class Desk:
    """The whole table of one submission for one body."""

    submission: Submission
    facts: AssessmentFacts
    cards: list[tuple[ReviewedCard, list[Row]]]
    threads: list[Thread]

    @classmethod
    def of(
        cls,
        submission: Submission,
        posted: Mapping[str, Any] | None = None,
        refusals: Mapping[str, str] | None = None,
        *,
        by: User,
    ) -> "Desk":
        """A fixed number of queries, whatever the size. `refusals` are by the row's token."""
        facts = queries.facts_of(submission)
        body = reviewing.body_of(submission)
        entered = reviewing.entered_of(submission, body) if body else {}
        cards = reviewing.cards_of(submission, entered, facts)
        material = _Material(submission, facts, entered, posted, refusals or {}, by)
        rows = [(card, list(material.rows(card))) for card in cards]
        return cls(submission, facts, rows, material.threads)

    @property
    def own(self) -> ReviewedCard:
        """The department's own form, which carries the total."""
        return self.cards[0][0]

    @property
    def reviewed(self) -> int:
        """How many lines of all forms were looked at."""
        return sum(card.reviewed for card, _ in self.cards)

    @property
    def unresolved(self) -> int:
        """How many remarks are not resolved yet."""
        return sum(1 for thread in self.threads if not thread.remark.is_resolved)

    @property
    def rows(self) -> list[Row]:
        return [row for _, rows in self.cards for row in rows]


class _Material:
    """Evidence, findings and remarks by line."""

    def __init__(
        self,
        submission: Submission,
        facts: AssessmentFacts,
        entered: Mapping[str, Entered],
        posted: Mapping[str, Any] | None,
        refusals: Mapping[str, str],
        by: User,
    ) -> None:
        self.indicators = reviewing.indicators_by_key(submission, facts)
        self.paths = {key: path for path, key in submission.keys.items()}
        self.files = frozen_files(submission, facts)
        self.findings = list(submitted.findings_of(submission))
        self.threads = for_reviewer(submission, by)
        self.entered, self.posted, self.refusals = entered, posted, refusals

    def rows(self, card: ReviewedCard) -> Iterator[Row]:
        """The rows of one form, in its order."""
        for reviewed in card.lines:
            line = reviewed.line
            yield Row(
                indicator=self.indicators[line.key],
                reviewed=reviewed,
                form=ReviewedLineForm(self.posted, line, self.entered.get(line.key)),
                files=tuple(x for x in self.files if self.paths.get(line.key) in x.paths),
                findings=tuple(x for x in self.findings if _is_about(x.finding, line.name)),
                threads=tuple(x for x in self.threads if x.remark.key == line.key),
                refusal=self.refusals.get(token_of(line.key), ""),
            )


def _is_about(finding: Mapping[str, Any], name: str) -> bool:
    """The finding's place names the line: “目标1／引进外资（第3行）”."""
    return name in spot(finding["place"], "row").split("／")

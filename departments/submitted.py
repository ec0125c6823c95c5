"""校验结果 of a submission, as they were frozen: what was said to each, and what was waived."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .models import Submission, SubmittedFinding

Handled = SubmittedFinding.Handled


@dataclass(frozen=True)
class Told:
    """A frozen finding by its number, the preparer's explanation, the waiver, and the text it is like."""

    number: int
    finding: dict[str, Any]
    explanation: str
    waiver: dict[str, Any] | None
    likeness: dict[str, Any] | None

    @property
    def handled(self) -> Handled:
        if self.waiver:
            return Handled.WAIVED
        return Handled.EXPLAINED if self.explanation else Handled.OPEN


def findings_of(submission: Submission) -> Iterator[Told]:
    """Explanations name their finding by its number; the oldest only by check and place."""
    given = {x.get("finding", (x["check"], x["place"])): x["text"] for x in submission.explanations}
    waived = {x["check"]: x for x in submission.waivers}
    alike = {x["finding"]: x for x in submission.likenesses}
    for number, x in enumerate(submission.findings):
        said = given.get(number, given.get((x["check"], x["place"]), ""))
        yield Told(number, x, said, waived.get(x["check"]), alike.get(number))


def keep_findings(submission: Submission) -> None:
    """Count the findings of the latest submission, in place of those of the one before it."""
    assessment = submission.assessment
    assessment.submitted_findings.all().delete()
    SubmittedFinding.objects.bulk_create(
        SubmittedFinding(
            submission=submission, assessment=assessment, fiscal_year_id=assessment.fiscal_year_id,
            number=told.number, check_name=told.finding["check"], severity=told.finding["severity"],
            handled=told.handled,
        )
        for told in findings_of(submission)
    )  # fmt: skip

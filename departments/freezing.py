"""Freeze a self-assessment: check, score, and keep everything under one hash."""

from collections.abc import Iterator, Sequence
from typing import Any

from . import access, assessment_file, copied, filed_figures, precheck, proving, queries, submitted, waiving
from .audit import canonical_sha256
from .models import Assessment, FiscalYear, Submission, User
from .scoring.facts import AssessmentFacts
from .scoring.scorecard import Scorecard, score
from .validation.findings import Finding


class NotReady(Exception):
    """送审 is refused: `findings` lists every error and every unexplained warning."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(f"{len(findings)}处问题")


def freeze(assessment: Assessment, *, by: User) -> Submission:
    """Make the next Submission. Raises NotReady."""
    facts = queries.facts_for(assessment)
    scorecards = score(facts)
    latest = assessment.submissions.first()
    submission = Submission.objects.create(
        assessment=assessment,
        number=latest.number + 1 if latest else 1,
        **_rules(assessment.fiscal_year),
        **_person(assessment, by),
        **_content(assessment, facts, scorecards),
        **_columns(facts, scorecards[0]),
        keys={path: key for key, path in proving.paths_of(facts).items()},
    )
    filed_figures.keep(submission)
    submitted.keep_findings(submission)
    copied.file_texts(submission, facts)
    return submission


def _rules(year: FiscalYear) -> dict[str, Any]:
    return {"scheme": year.scheme, "project_scheme": year.project_scheme, "outline": year.outline}


def _person(assessment: Assessment, by: User) -> dict[str, Any]:
    """Name and post as of now; a deputy's with whom they act for."""
    name = access.called(by, "submit", assessment.department)
    return {"submitted_by": by, "submitted_by_name": name, "submitted_by_post": by.post}


def _basics(assessment: Assessment) -> dict[str, str]:
    """联系人, 电话 and 填报日期, as of now; blank where they were not filled in."""
    filled_on = assessment.filled_on.isoformat() if assessment.filled_on else ""
    return {"contact": assessment.contact, "phone": assessment.phone, "filled_on": filled_on}


def _content(assessment: Assessment, facts: AssessmentFacts, cards: tuple[Scorecard, ...]) -> dict[str, Any]:
    """What the hash covers; what came later is left out where it is empty, so that old hashes hold."""
    alikes, waivers = copied.find(assessment, facts), waiving.in_force(assessment)
    findings = precheck.findings_of(facts, cards, tuple(x.likeness for x in alikes))
    explanations = queries.explanations_of(assessment)
    if stopping := precheck.blocking(findings, explanations, waivers):
        raise NotReady(list(stopping))
    content: dict[str, Any] = {
        "facts": assessment_file.dump(facts),
        "scorecards": [card.to_dict(full=True) for card in cards],
        "findings": [finding.to_dict() for finding in findings],
        "explanations": list(_explained(findings, explanations)),
        "basics": _basics(assessment),
    }
    later = {
        "evidence": proving.evidence_to_freeze(assessment, facts),
        "waivers": waiving.to_freeze(findings, waivers),
        "likenesses": copied.to_freeze(findings, alikes),
    }
    content |= {name: rows for name, rows in later.items() if rows}
    return content | {"sha256": canonical_sha256(content)}


def _explained(findings: Sequence[Finding], explanations: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Each explanation names its finding by its number in the list."""
    for number, finding in enumerate(findings):
        if text := explanations.get(queries.explains(finding)):
            yield {"finding": number, "check": finding.check, "place": finding.place, "text": text}


def _columns(facts: AssessmentFacts, card: Scorecard) -> dict[str, Any]:
    """The figures that summaries read without opening the JSON."""
    budget = facts.budget_of(None)
    return {
        "total": card.total,
        "grade": card.grade or "",
        "execution_rate": card.execution_rate,
        "budget": budget.adjusted,
        "spent": budget.spent,
    }

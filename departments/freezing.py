"""Freeze a self-assessment: check, score, and keep everything under one hash."""

from typing import Any

from . import assessment_file, precheck, queries
from .audit import canonical_sha256
from .models import Assessment, FiscalYear, Submission, User
from .scoring.facts import AssessmentFacts
from .scoring.scorecard import Scorecard, score
from .validation import findings_in
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
    findings = findings_in(facts, scorecards)
    explanations = queries.explanations_of(assessment)
    if stopping := precheck.blocking(findings, explanations):
        raise NotReady(list(stopping))
    latest = assessment.submissions.first()
    return Submission.objects.create(
        assessment=assessment,
        number=latest.number + 1 if latest else 1,
        **_rules(assessment.fiscal_year),
        **_person(by),
        **_content(facts, scorecards, findings, explanations, queries.evidence_to_freeze(assessment, facts)),
        **_columns(facts, scorecards[0]),
    )


def _rules(year: FiscalYear) -> dict[str, Any]:
    return {"scheme": year.scheme, "project_scheme": year.project_scheme, "outline": year.outline}


def _person(by: User) -> dict[str, Any]:
    """Name and post as of now."""
    return {"submitted_by": by, "submitted_by_name": by.name, "submitted_by_post": by.post}


def _content(
    facts: AssessmentFacts,
    scorecards: tuple[Scorecard, ...],
    findings: list[Finding],
    explanations: dict[tuple[str, str, str, str], str],
    evidence: list[dict[str, Any]],
) -> dict[str, Any]:
    content: dict[str, Any] = {
        "facts": assessment_file.dump(facts),
        "scorecards": [card.to_dict(full=True) for card in scorecards],
        "findings": [finding.to_dict() for finding in findings],
        "explanations": [
            {"check": f.check, "place": f.place, "text": explanations[queries.explains(f)]}
            for f in findings
            if queries.explains(f) in explanations
        ],
    }
    if evidence:  # a submission without files keeps the hash it always had
        content["evidence"] = evidence
    return content | {"sha256": canonical_sha256(content)}


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

"""送审稿: everything as it was frozen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from departments import access, queries, submitted, workflow
from departments.models import Submission, User
from departments.scoring.facts import AssessmentFacts, IndicatorFacts
from departments.scoring.naming import figures_of
from departments.scoring.scorecard import Scorecard
from departments.scoring.scored_line import ScoredLine

from .budget_line import BudgetTotal, LineResult, totals
from .cards import CardView, cards_of
from .evidence_frozen import FrozenEvidence, FrozenFile
from .frozen_texts import FrozenText, Said, frozen_texts, goal_texts
from .person import signed_in


@dataclass(frozen=True)
class FrozenGoal:
    """A goal with its indicators and their scores."""

    goal: object
    score: object
    rows: tuple[tuple[IndicatorFacts, ScoredLine, list[FrozenFile]], ...]
    texts: tuple[FrozenText, ...]


@dataclass(frozen=True)
class FrozenForm:
    """One form: the department's or a project's."""

    view: CardView
    goals: tuple[FrozenGoal, ...]


@login_required
@require_safe
def submission_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    rows = access.visible_submissions(user).select_related("scheme", "project_scheme")
    return render_submission(request, get_object_or_404(rows, pk=pk))


def render_submission(request: HttpRequest, submission: Submission, **extra: object) -> HttpResponse:
    """The page of one frozen version; only the latest offers verbs."""
    user = signed_in(request)
    assessment = submission.assessment
    others = list(assessment.submissions.values("pk", "number", "submitted_at"))
    is_latest = others[0]["pk"] == submission.pk
    context = {
        "assessment": assessment,
        "submission": submission,
        "others": others,
        "is_latest": is_latest,
        "is_own": access.is_preparer_or_head(user, assessment),
        "verbs": workflow.available(assessment, user) if is_latest else {},
        **_rights(user, submission),
        "reviews": submission.reviews.select_related("body", "reviewer"),
        **_content(submission),
        "seen": access.visible_submissions(user).in_bulk([x["submission"] for x in submission.likenesses]),
        **extra,
    }
    return render(request, "departments/submission/submission_detail.html", context)


def _rights(user: User, submission: Submission) -> dict[str, bool]:
    return {
        "may_rectify": access.may_issue_rectification(user, submission.assessment),
        "may_review": access.may_review(user, submission),
        "sees_review": access.sees_review(user, submission),
    }


def _content(submission: Submission) -> dict[str, object]:
    facts = queries.facts_of(submission)
    scorecards = tuple(Scorecard.from_dict(card) for card in submission.scorecards)
    figures = figures_of(facts, scorecards)
    evidence = FrozenEvidence.of(submission, facts)
    findings = list(submitted.findings_of(submission))
    return {
        "facts": facts,
        "forms": list(_forms(facts, scorecards, evidence, findings)),
        "evidence": evidence,
        "totals": totals(facts.budget_of(None)),
        "lines": [LineResult(line) for line in facts.budget],
        "projects": [(x, BudgetTotal(x.name, facts.budget_of(x.name))) for x in facts.projects],
        "project_total": BudgetTotal("合计", facts.budget_of(None).only("project")),
        "texts": list(frozen_texts(submission, facts, figures, findings)),
        "findings": findings,
        "filled_on": parse_date(submission.basics.get("filled_on", "")),
    }


def _forms(
    facts: AssessmentFacts,
    scorecards: tuple[Scorecard, ...],
    evidence: FrozenEvidence,
    said: Sequence[Said],
) -> Iterator[FrozenForm]:
    numbers = {id(goal): number for number, goal in enumerate(facts.goals)}
    for view in cards_of(facts, scorecards):
        goals = []
        form = f"项目“{view.card.project}”／" if view.card.project else ""
        scored = zip(facts.goals_of(view.card.project), view.goals, strict=True)
        for number, (goal, score) in enumerate(scored, 1):
            files = evidence.of_goal(numbers[id(goal)], len(goal.indicators))
            rows = tuple(zip(goal.indicators, score.lines, files, strict=True))
            texts = tuple(goal_texts(goal, f"{form}绩效指标／目标{number}", said))
            goals.append(FrozenGoal(goal, score, rows, texts))
        yield FrozenForm(view, tuple(goals))

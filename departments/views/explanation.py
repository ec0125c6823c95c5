"""评分依据: every score with its formula, figures, rule, clause and rounding, on one printable page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from departments import access, queries
from departments.scoring.scorecard import Scorecard

from .cards import cards_of
from .own import own
from .panel import Panel
from .person import signed_in


@login_required
@require_safe
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the present figures."""
    assessment = own(request, pk)
    panel = Panel.of(assessment)
    context = {"assessment": assessment, "panel": panel, "cards": panel.cards, "section": "scores"}
    return render(request, "departments/explanation/score_list.html", context)


@login_required
@require_safe
def frozen_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Of what was submitted, as it was frozen."""
    visible = access.visible_submissions(signed_in(request)).select_related("scheme", "project_scheme")
    submission = get_object_or_404(visible, pk=pk)
    cards = tuple(Scorecard.from_dict(card) for card in submission.scorecards)
    context = {
        "assessment": submission.assessment,
        "submission": submission,
        "cards": cards_of(queries.facts_of(submission), cards),
    }
    return render(request, "departments/explanation/score_list.html", context)

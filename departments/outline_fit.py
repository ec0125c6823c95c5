"""How what was submitted fits another outline: which texts have no place there, which are asked anew."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef

from . import access, queries
from .drafting import Drafter
from .models import Outline, Submission, User
from .scoring.facts import AssessmentFacts
from .scoring.naming import figures_of, resolve
from .scoring.scorecard import Scorecard
from .validation.findings import Finding
from .validation.forms import Assessed
from .validation.section import check_texts_are_as_long_as_asked

OFFERED = 100
"""Submissions offered at once; the others are found by their department's name."""


@dataclass(frozen=True)
class Fit:
    """One submission under another outline. `facts` hold drafts where nothing was written."""

    facts: AssessmentFacts
    scorecards: tuple[Scorecard, ...]
    homeless: tuple[tuple[str, str], ...]
    """Title and text, figures put in, of what would have no place."""
    drafted: tuple[str, ...]
    """Titles of texts that are asked anew and shown as their draft."""
    blank: tuple[str, ...]
    """Titles of texts that are asked anew and offer no draft."""
    findings: tuple[Finding, ...]
    """Texts shorter or longer than the outline asks."""


def samples(user: User, asked: str = "") -> list[Submission]:
    """The latest submission of each self-assessment that the person sees, newest years first."""
    later = Submission.objects.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    rows = access.visible_submissions(user).filter(~Exists(later))
    if asked:
        rows = rows.filter(assessment__department_name__contains=asked)
    light = rows.only("number", "assessment", "outline__key", "outline__title")
    order = ("-assessment__fiscal_year__year", "assessment__department__code", "pk")
    return list(light.select_related("assessment__fiscal_year", "outline").order_by(*order)[:OFFERED])


def fit(submission: Submission, outline: Outline) -> Fit:
    """Try an outline, saved or not, on what was frozen."""
    facts = queries.facts_of(submission)
    cards = tuple(Scorecard.from_dict(card) for card in submission.scorecards)
    figures = figures_of(facts, cards)
    written = {key: text for key, text in facts.sections.items() if text.strip()}
    asked = {x["section"]: x for x in outline.text_blocks()}
    drafter = Drafter.of(facts, cards, figures)
    drafts = {key: drafter.draft(x.get("draft", "")) for key, x in asked.items() if key not in written}
    titles = {x["section"]: x["title"] for x in submission.outline.text_blocks()}
    homeless = [(titles.get(k, k), resolve(x, figures)) for k, x in written.items() if k not in asked]
    sections = {key: written[key] for key in asked if key in written}
    shown = replace(facts, sections=sections, **queries.asked_by(outline))
    return Fit(
        replace(shown, sections=sections | drafts), cards, tuple(homeless),
        tuple(_titles(asked, drafts, True)), tuple(_titles(asked, drafts, False)),
        tuple(check_texts_are_as_long_as_asked(Assessed(shown, cards))),
    )  # fmt: skip


def _titles(asked: dict[str, dict[str, str]], drafts: dict[str, str], has_draft: bool) -> Iterator[str]:
    return (asked[key]["title"] for key, draft in drafts.items() if bool(draft.strip()) is has_draft)

"""Long lists beside every autosave: a card or line that is as it was is not drawn again."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from departments.scoring.kept import FORMS, ROWS

register = template.Library()


@register.simple_tag
def finding_line(item: Any) -> SafeString:
    """One finding with its link and its explanation."""
    return _finding(item)


@lru_cache(maxsize=ROWS)
def _finding(item: Any) -> SafeString:
    return render_to_string("components/finding.html", {"item": item})


@register.simple_tag
@lru_cache(maxsize=FORMS)
def form_tab(tab: Any) -> SafeString:
    """What a tab says of its form: it stands in the strip and in the choice."""
    return render_to_string("departments/indicator/form_tab.html", {"tab": tab})


@register.simple_tag
@lru_cache(maxsize=FORMS)
def score_card(view: Any, number: int, url: str) -> SafeString:
    """One form's score with its lines by goal."""
    return render_to_string("components/score_card.html", {"view": view, "number": number, "scores_url": url})


@register.simple_tag
def score_line(line: Any, url: str) -> SafeString:
    """One line of the scorecard, leading to its explanation."""
    return _score_line(line.key, line.name, line.score, line.weight, url)


@lru_cache(maxsize=ROWS)
def _score_line(key: str, name: str, score: Decimal | None, weight: Decimal | None, url: str) -> SafeString:
    line = {"key": key, "name": name, "score": score, "weight": weight}
    return render_to_string("components/score_line.html", {"line": line, "url": url})

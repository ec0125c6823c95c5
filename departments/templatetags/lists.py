"""Long lists beside every autosave: a line that is as it was is not drawn again."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()
KEPT = 8192
"""Lines, of some hundred characters each."""


@register.simple_tag
def finding_line(item: Any) -> SafeString:
    """One finding with its link and its explanation."""
    return _finding(item)


@lru_cache(maxsize=KEPT)
def _finding(item: Any) -> SafeString:
    return render_to_string("components/finding.html", {"item": item})


@register.simple_tag
def score_line(line: Any, url: str) -> SafeString:
    """One line of the scorecard, leading to its explanation."""
    return _score_line(line.key, line.name, line.score, line.weight, url)


@lru_cache(maxsize=KEPT)
def _score_line(key: str, name: str, score: Decimal | None, weight: Decimal | None, url: str) -> SafeString:
    line = {"key": key, "name": name, "score": score, "weight": weight}
    return render_to_string("components/score_line.html", {"line": line, "url": url})

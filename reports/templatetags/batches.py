"""How jobs are shown."""

from collections.abc import Iterable

from django import template

from reports.documents import DOCUMENTS

register = template.Library()


@register.filter
def format_names(keys: Iterable[str]) -> str:
    """pdf, docx → PDF、Word."""
    return "、".join(DOCUMENTS[key].label for key in keys if key in DOCUMENTS)

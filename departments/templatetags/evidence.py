"""How files look on the screen, and how many an indicator has."""

from typing import Any

from django import template

from departments import filing, scanning
from departments.filing import Kind
from departments.models import Evidence

register = template.Library()
ICONS = {"pdf": "bi-file-earmark-pdf", "jpeg": "bi-file-earmark-image", "png": "bi-file-earmark-image"}
BY_EXTENSION = {
    ".docx": "bi-file-earmark-word", ".doc": "bi-file-earmark-word",
    ".xlsx": "bi-file-earmark-excel", ".xls": "bi-file-earmark-excel", ".csv": "bi-file-earmark-spreadsheet",
    ".pptx": "bi-file-earmark-ppt", ".txt": "bi-file-earmark-text",
}  # fmt: skip
NEARLY_FULL = 90
"""Per cent of the quota from which the bar warns."""


@register.filter
def file_size(size: int) -> str:
    """1536 → 1.5 KB."""
    return filing.in_words(size)


@register.filter
def file_icon(kind: Kind | None) -> str:
    """The symbol of a kind of file."""
    if kind is None:
        return "bi-file-earmark"
    return ICONS.get(kind.family) or BY_EXTENSION.get(kind.extensions[0], "bi-file-earmark")


@register.inclusion_tag("departments/evidence/scan.html")
def scan_label(row: Evidence) -> dict[str, Any]:
    """How the scan of a file stands, where somebody should know."""
    return {"row": row, "is_in_doubt": scanning.is_in_doubt(row)}


@register.filter
def nearly(quota: int) -> int:
    """Where the bar of the quota begins to warn."""
    return quota * NEARLY_FULL // 100


@register.inclusion_tag("departments/evidence/paperclip.html", takes_context=True)
def paperclip(context: template.Context, row: Any) -> dict[str, Any]:
    """How many files an indicator has, and the way to them."""
    counts = context["panel"].evidence_counts
    return {"assessment": context["assessment"], "row": row, "count": counts.get(row.key) or 0}

"""PDF: a 公文 page by WeasyPrint, drawn by a child process with limits (`reports/drawing`)."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from departments.page_setup import MARGINS, PageSetup

from ..content import ReportContent
from ..drawing.drawer import NotDrawn, Outfit, of_this_process
from .frozen import Frozen
from .latin import is_lent, latin_font

__all__ = ["NotDrawn", "html_of", "outfit", "page_of", "render"]

LATIN = "latin:"
"""The address by which the style sheet names the lent font."""
STYLE_SHEET = "css/print.css"
LATIN_SHEET = "css/print-latin.css"
LEADING = (29.62 - 15.75) / 2 / 72 * 25.4
"""Millimetres between a line's edge and its characters, as in the style sheet."""


def outfit() -> Outfit:
    """The style sheets, and the font that one of them names."""
    styles = (LATIN_SHEET, STYLE_SHEET) if is_lent() else (STYLE_SHEET,)
    return Outfit(tuple(_own(name) for name in styles), {LATIN: latin_font()} if is_lent() else {})


def _own(name: str) -> str:
    """A file below static/ by its name there."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_text(encoding="utf-8")


DRAWER = of_this_process(outfit)


def html_of(content: ReportContent, frozen: Frozen | None = None) -> str:
    """The page that is drawn."""
    created = frozen.submitted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if frozen else ""
    return render_to_string("documents/report.html", {"content": content, "created": created})


def style_of(page: PageSetup) -> str:
    """Margins that are not those of the style sheet, as a sheet of their own.

    Half of the leading of the first and the last line lies in them; a turned page has its head at the left.
    """
    if not page.stated.keys() & MARGINS.keys():
        return ""
    portrait = f"{page.top - LEADING:.2f}mm {page.right}mm {page.bottom - LEADING:.2f}mm {page.left}mm"
    landscape = f"{page.left}mm {page.top}mm {page.right}mm {page.bottom}mm"
    return f"@page {{ margin: {portrait}; }} @page landscape {{ margin: {landscape}; }}"


def page_of(content: ReportContent, frozen: Frozen | None = None) -> dict[str, Any]:
    """All that the child is told of a document."""
    return {
        "html": html_of(content, frozen),
        "style": style_of(content.page),
        "identifier": frozen.sha256[:32] if frozen else b"draft".hex(),
        "attachment": _figures(frozen) if frozen and frozen.facts else None,
    }


def render(content: ReportContent, frozen: Frozen | None = None) -> bytes:
    """Draw the document. The same submission gives the same bytes. Raises NotDrawn."""
    return DRAWER.draw(page_of(content, frozen))


def _figures(frozen: Frozen) -> dict[str, str]:
    """The assessment file, so that the figures can be read back from the document."""
    return {
        "text": json.dumps(frozen.facts, ensure_ascii=False, indent=1),
        "name": "assessment.json",
        "description": "本文件所载自评数据（perfeval.assessment/1）",
        "at": frozen.submitted_at.isoformat(),
    }

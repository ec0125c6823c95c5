"""PDF: a 公文 page by WeasyPrint. Fonts and the style sheet are read once per process."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC
from functools import cache
from pathlib import Path
from threading import Lock

import weasyprint
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..content import ReportContent
from . import justifying
from .frozen import Frozen
from .latin import is_lent, latin_font
from .writing import compress, no_garbage_collection

OWN = "static:"
"""The only address a document may refer to: a file of ours below static/, by name."""
LATIN = "latin:"
STYLE_SHEET = "css/print.css"
LATIN_SHEET = "css/print-latin.css"

_ONE_AT_A_TIME = Lock()
"""Threads of one process share the fonts, which Pango lets one of them use at a time."""

justifying.install()
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # else a line per page


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Serve our static files and data: addresses; everything else is refused, so no document calls out."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if url == LATIN:
            return URLFetcherResponse(url, latin_font())
        if not url.startswith(OWN):
            raise ValueError(f"A document may not refer to {url[:200]}")
        return URLFetcherResponse(url, _own(url.removeprefix(OWN)))


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _style_sheets() -> list[weasyprint.CSS]:
    return [
        weasyprint.CSS(string=_own(name).decode(), font_config=_fonts(), url_fetcher=OwnFiles())
        for name in (LATIN_SHEET, STYLE_SHEET)[0 if is_lent() else 1 :]
    ]


def _own(name: str) -> bytes:
    """A file below static/ by its name there."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_bytes()


def html_of(content: ReportContent, frozen: Frozen | None = None) -> str:
    """The page that is drawn."""
    created = frozen.submitted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if frozen else ""
    return render_to_string("documents/report.html", {"content": content, "created": created})


def render(content: ReportContent, frozen: Frozen | None = None) -> bytes:
    """Draw the document. The same submission gives the same bytes."""
    document = weasyprint.HTML(string=html_of(content, frozen), base_url=OWN, url_fetcher=OwnFiles())
    with _ONE_AT_A_TIME, no_garbage_collection():
        pdf: bytes = document.write_pdf(
            finisher=compress,
            stylesheets=_style_sheets(),
            font_config=_fonts(),
            presentational_hints=True,
            attachments=[_figures(frozen)] if frozen and frozen.facts else None,
            pdf_identifier=bytes.fromhex(frozen.sha256[:32]) if frozen else b"draft",
            pdf_tags=True,
        )
    return pdf


def _figures(frozen: Frozen) -> weasyprint.Attachment:
    """The assessment file, so that the figures can be read back from the document."""
    return weasyprint.Attachment(
        string=json.dumps(frozen.facts, ensure_ascii=False, indent=1),
        name="assessment.json",
        description="本文件所载自评数据（perfeval.assessment/1）",
        created=frozen.submitted_at,
        modified=frozen.submitted_at,
        relationship="Data",
    )

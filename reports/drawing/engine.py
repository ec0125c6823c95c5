"""WeasyPrint, fed with everything it needs: it opens no file and no address."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ..garbage import no_garbage_collection
from . import justifying
from .compressing import compress

BASE = "static:"
"""What relative addresses of a document are relative to; nothing is there."""

justifying.install()
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # else a line per page


class GivenFiles(URLFetcher):  # type: ignore[misc]
    """Serves data: addresses and what was given by name, nothing else: no document calls out."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__()
        self._files = files

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if url not in self._files:
            raise ValueError(f"A document may not refer to {url[:200]}")
        return URLFetcherResponse(url, self._files[url])


class Engine:
    """Style sheets and fonts are read once; then one document after the other."""

    def __init__(self, styles: list[str], files: Mapping[str, bytes]) -> None:
        self.fonts = FontConfiguration()
        self.fetcher = GivenFiles(files)
        self.styles = [
            weasyprint.CSS(string=text, font_config=self.fonts, url_fetcher=self.fetcher) for text in styles
        ]

    def draw(self, page: Mapping[str, Any]) -> bytes:
        """The same page gives the same bytes."""
        own = [weasyprint.CSS(string=page["style"])] if page.get("style") else []
        document = weasyprint.HTML(string=page["html"], base_url=BASE, url_fetcher=self.fetcher)
        with no_garbage_collection():
            pdf: bytes = document.write_pdf(
                finisher=compress,
                stylesheets=[*self.styles, *own],
                font_config=self.fonts,
                presentational_hints=True,
                attachments=[_attachment(page["attachment"])] if page["attachment"] else None,
                pdf_identifier=bytes.fromhex(page["identifier"]),
                pdf_tags=True,
            )
        return pdf


def _attachment(told: Mapping[str, str]) -> weasyprint.Attachment:
    """A file that goes with the document."""
    at = datetime.fromisoformat(told["at"])
    return weasyprint.Attachment(
        string=told["text"], name=told["name"], description=told["description"],
        created=at, modified=at, relationship="Data",
    )  # fmt: skip

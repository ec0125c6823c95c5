"""The files themselves: a preview on a page of its own, and the file as it was handed in.

Two ways lead to a file: the entry of the own department, and a visible submission that cites it.
"""

from dataclasses import dataclass
from typing import IO, Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from departments import access, audit, proving, scanning
from departments.filing import text
from departments.filing.kinds import Kind
from departments.models import Assessment, Evidence, Submission

from .evidence_frozen import frozen_files
from .person import signed_in

LOCKED_DOWN = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Whatever a file holds, it runs nowhere and fetches nothing."""
FOR_THE_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A PDF on our preview page: older Chromium shows it in an object with a style, never in a sandbox."""


@dataclass(frozen=True)
class Opened:
    """A file that may be read, by the way it was reached."""

    row: Evidence
    name: str
    preview: str
    neighbours: tuple[str, str]
    """Previews of the file before and the file after it; empty at the ends."""
    assessment: Assessment
    submission: Submission | None = None
    ties: tuple[str, ...] = ()
    is_withheld: bool = False
    """Not to be opened by the one who asks, until a scanner has found nothing in it."""

    @property
    def inline(self) -> str:
        """Where the browser gets what it shows."""
        return self.preview.replace("/preview/", "/inline/")

    @property
    def download(self) -> str:
        return self.preview.replace("/preview/", "/download/")


def own(request: HttpRequest, pk: int, file: int) -> Opened:
    """A file of the entry. Raises Http404."""
    assessment = get_object_or_404(access.entry_assessments(signed_in(request)), pk=pk)
    rows = {row.pk: row for row in proving.evidence_of(assessment)}
    if file not in rows:
        raise Http404
    addresses = {x: reverse("departments:evidence_file", args=[pk, x, "preview"]) for x in rows}
    row, around = rows[file], _around(list(addresses.values()), addresses[file])
    titles = {block["section"]: block["title"] for block in assessment.fiscal_year.outline.text_blocks()}
    ties = [str(x) for name in ("indicators", "projects") for x in getattr(row, name).all()]
    ties += [titles.get(x.key, x.key) for x in row.sections.all()]
    withheld = scanning.is_withheld(row, signed_in(request))
    return Opened(row, row.name, addresses[file], around, assessment, None, tuple(ties), withheld)


def frozen(request: HttpRequest, pk: int, sha256: str) -> Opened:
    """A file that a visible submission cites. Raises Http404."""
    submission = get_object_or_404(access.visible_submissions(signed_in(request)), pk=pk)
    files = {file.sha256: file for file in frozen_files(submission)}
    if sha256 not in files:
        raise Http404
    row = get_object_or_404(submission.assessment.evidence, sha256=sha256)
    around = _around([file.url for file in files.values()], files[sha256].url)
    cited = files[sha256]
    withheld = scanning.is_withheld(row, signed_in(request))
    return Opened(row, cited.name, cited.url, around, submission.assessment, submission, cited.ties, withheld)


def _around(addresses: list[str], address: str) -> tuple[str, str]:
    at = addresses.index(address)
    return (addresses[at - 1] if at else "", (addresses[at + 1 :] or [""])[0])


def _preview(request: HttpRequest, opened: Opened) -> HttpResponse:
    return render(request, "departments/evidence/evidence_detail.html", {"opened": opened})


def shown(request: HttpRequest, opened: Opened, how: str) -> HttpResponseBase:
    """What was asked for; of a withheld file only the page that says why."""
    response = (_preview if opened.is_withheld else SHOWN[how])(request, opened)
    if opened.is_withheld and how != "preview":
        response.status_code = 403
    return response


def _inline(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    """Only what a browser shows by itself, framed by nobody but us."""
    kind = opened.row.kind
    if kind is None or not kind.has_preview:
        raise Http404
    response = _response(opened, as_attachment=False)
    if kind.is_pdf:
        response["Content-Security-Policy"] = FOR_THE_VIEWER
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _download(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    """The file as it was handed in; taking it out is recorded."""
    response = _response(opened, as_attachment=True)
    with transaction.atomic():
        audit.record(
            "export",
            by=signed_in(request),
            target=opened.name,
            assessment=opened.assessment,
            submission=opened.submission,
        )
    return response


def _response(opened: Opened, *, as_attachment: bool) -> FileResponse:
    """Said to be what it was found to be, and nothing a browser might guess."""
    kind = opened.row.kind
    try:
        content = opened.row.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    return FileResponse(
        content,
        as_attachment=as_attachment,
        filename=opened.name,
        content_type=_content_type(kind, content),
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": LOCKED_DOWN},
    )


def _content_type(kind: Kind | None, content: IO[Any]) -> str:
    """With the encoding, where it is text."""
    if kind is None:
        return "application/octet-stream"
    if not kind.content_type.startswith("text/"):
        return kind.content_type
    charset = text.charset_of(content.read())
    content.seek(0)
    return f"{kind.content_type}; charset={charset}" if charset else "application/octet-stream"


SHOWN = {"preview": _preview, "inline": _inline, "download": _download}
"""Last part of the address → what is shown of the file."""


@login_required
@require_safe
def own_file(request: HttpRequest, pk: int, file: int, how: str) -> HttpResponseBase:
    return shown(request, own(request, pk, file), how)


@login_required
@require_safe
def frozen_file(request: HttpRequest, pk: int, sha256: str, how: str) -> HttpResponseBase:
    return shown(request, frozen(request, pk, sha256), how)

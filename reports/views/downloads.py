"""A file as an answer, kept by browsers under its name."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ..documents import DOCUMENTS


def named(name: str) -> dict[str, str]:
    """The header that says so."""
    return {"Content-Disposition": content_disposition_header(True, name) or "attachment"}


def file_of(name: str, body: bytes) -> HttpResponse:
    """A document or workbook; the end of its name says which format it has."""
    content_type = DOCUMENTS[name.rpartition(".")[2]].content_type
    return HttpResponse(body, content_type=content_type, headers=named(name))

"""开放数据: the public fields as CSV and JSON, with what each of them means."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..formats import csv_lines
from ..public import DICTIONARY, PublicResult, results
from .downloads import named
from .public import listing_of, open_to_all

NAME = "部门整体绩效自评公开数据"
AT_ONCE = 500
"""Rows read from the database at a time."""


@require_safe
@open_to_all
def dictionary(request: HttpRequest) -> HttpResponse:
    """The page of the downloads with the meaning of every field."""
    context = {"dictionary": DICTIONARY, "listing": listing_of(request)}
    return render(request, "public/open_data.html", context)


@require_safe
@open_to_all
def data_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All rows, or those the same conditions as in the list leave."""
    rows = ([_plain(x) for _, x in _pairs(row)] for row in _rows(request))
    body = csv_lines.lines([entry.label for entry in DICTIONARY], rows)
    return _download(body, csv_lines.CONTENT_TYPE, "csv")


@require_safe
@open_to_all
def data_json(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows after the dictionary; exact figures are texts, as JSON numbers are not exact."""
    return _download(_json(_rows(request)), "application/json; charset=utf-8", "json")


def _json(rows: Iterator[PublicResult]) -> Iterator[str]:
    fields = json.dumps([dict(entry.as_dict) for entry in DICTIONARY], ensure_ascii=False)
    yield f'{{"title": "{NAME}", "fields": {fields}, "results": ['
    for number, row in enumerate(rows):
        said = {name: str(x) if isinstance(x, Decimal | date) else x for name, x in _pairs(row)}
        yield f"{',' if number else ''}\n{json.dumps(said, ensure_ascii=False)}"
    yield "\n]}\n"


def _rows(request: HttpRequest) -> Iterator[PublicResult]:
    found = results().filter(listing_of(request).of_any_state("assessment__"))
    ordered = found.order_by("-assessment__fiscal_year__year", "assessment__department__code", "pk")
    return map(PublicResult.of, ordered.iterator(AT_ONCE))


def _pairs(row: PublicResult) -> Iterator[tuple[str, str | int | Decimal | date]]:
    return ((entry.name, getattr(row, entry.name)) for entry in DICTIONARY)


def _plain(value: str | int | Decimal | date) -> str | int | Decimal:
    return value.isoformat() if isinstance(value, date) else value


def _download(body: Iterator[str], content_type: str, extension: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(body, content_type, headers=named(f"{NAME}.{extension}"))

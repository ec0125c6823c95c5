"""Somebody else's table: choose the sheet and the head rows, say which column is what."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from departments.models import WorkbookImport

from ..foreign.mapping import Columns, guess, merged_text
from ..forms.columns import ColumnsForm, TableForm
from ..reading.book import Book, Sheet

_SHOWN_ROWS = 12
Page = Callable[..., HttpResponse]


def needs_columns(upload: WorkbookImport) -> bool:
    """A foreign table whose columns nobody has looked at yet."""
    return upload.kind == WorkbookImport.Kind.TABLE and not upload.mapping


def columns_page(request: HttpRequest, upload: WorkbookImport, page: Page) -> HttpResponse:
    """The top of the table under a choice for each column, guessed or as chosen before."""
    book = Book.from_json(upload.content)
    columns = _wanted(request, upload, book)
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(posted, book=book, columns=columns, initial=_initial(columns))
    return page(
        request, "import_columns", upload.assessment, upload=upload, form=form, columns=columns,
        rows=_rows(book.sheets[columns.sheet], columns), status=422 if posted else 200,
        choices=[form[name] for name in form.fields if name.startswith("column-")],
        goals=upload.assessment.goals.filter(project=None),
    )  # fmt: skip


def keep_columns(request: HttpRequest, upload: WorkbookImport) -> bool:
    """Keep the choice. False when it cannot be used."""
    book = Book.from_json(upload.content)
    chosen = TableForm(request.POST, book=book)
    if not chosen.is_valid():
        return False
    base = Columns(sheet=chosen.cleaned_data["sheet"], target=chosen.cleaned_data["target"])
    form = ColumnsForm(request.POST, book=book, columns=base)
    if not form.is_valid():
        return False
    upload.mapping = form.columns().to_json()
    upload.save(update_fields=["mapping"])
    return True


def _wanted(request: HttpRequest, upload: WorkbookImport, book: Book) -> Columns:
    """Asked for by the address, kept before, or guessed."""
    asked = TableForm(request.GET if "sheet" in request.GET else request.POST, book=book)
    if asked.is_valid():
        data = asked.cleaned_data
        return _guessed(book, data)
    return Columns.from_json(upload.mapping) if upload.mapping else guess(book)


def _guessed(book: Book, data: dict[str, Any]) -> Columns:
    """The columns under the head that was asked for; another sheet or kind is looked over anew."""
    fresh = guess(book, data["sheet"], data["target"], data["head"])
    if not fresh.is_usable:
        return guess(book, data["sheet"], data["target"])
    return replace(fresh, top=min(data["top"], data["head"]))


def _initial(columns: Columns) -> dict[str, Any]:
    named = {name: getattr(columns, name) for name in ("sheet", "target", "top", "head", "unit", "goal")}
    return named | {f"column-{at}": name for name, at in columns.columns.items()}


def _rows(sheet: Sheet, columns: Columns) -> list[tuple[int, bool, list[str]]]:
    """Number, whether it is head, texts: the head and the first rows below it."""
    first = max(1, columns.top - 2)
    numbers = [row for row in sorted(sheet.rows) if row >= first][:_SHOWN_ROWS]
    return [
        (
            row,
            columns.top <= row <= columns.head,
            [merged_text(sheet, row, at)[:60] for at in range(1, sheet.width + 1)],
        )
        for row in numbers
    ]

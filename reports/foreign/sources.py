"""What a foreign upload says, once its columns are mapped."""

from dataclasses import replace

from departments.models import WorkbookImport

from ..reading.book import Book
from ..workbook.lines import Reading
from . import documents
from .budgets import settled
from .mapping import Columns
from .tables import TableReader


def reading_of(upload: WorkbookImport, book: Book) -> Reading:
    """The lines of the chosen table, or of the whole document."""
    if upload.kind == WorkbookImport.Kind.DOCUMENT:
        reading = documents.read(book, upload.assessment.fiscal_year.outline.data)
    else:
        columns = Columns.from_json(upload.mapping)
        sheet = book.sheets[columns.sheet]
        reading = TableReader(sheet, columns, sheet.title).read()
    return replace(reading, lines=list(settled(upload.assessment, reading.lines)))

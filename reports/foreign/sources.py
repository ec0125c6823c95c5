"""What a foreign upload says, once its columns are mapped."""

from departments.models import WorkbookImport

from ..reading.book import Book
from ..workbook.lines import Reading
from . import documents
from .mapping import Columns
from .tables import TableReader


def reading_of(upload: WorkbookImport, book: Book) -> Reading:
    """The lines of the chosen table, or of the whole document."""
    if upload.kind == WorkbookImport.Kind.DOCUMENT:
        return documents.read(book, upload.assessment.fiscal_year.outline.data)
    columns = Columns.from_json(upload.mapping)
    sheet = book.sheets[columns.sheet]
    return TableReader(sheet, columns, sheet.title).read()

"""The workbook of one self-assessment, with its data filled in."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone

from departments import remark_threads
from departments.editing import fingerprint
from departments.forms.entry import Scope
from departments.models import Assessment, Remark
from departments.views.kinds import scope_of

from ..formats import remarks
from ..formats.workbook import SafeWorkbook
from . import guide, stamp, values
from .columns import SHEETS, TEMPLATE, SheetKind
from .sheets import LISTS, Lists, SheetWriter, WrittenRow


def workbook_of(assessment: Assessment) -> bytes:
    """The file to download."""
    scope = scope_of(assessment)
    found = {sheet.name: list(_rows(sheet, scope)) for sheet in SHEETS}
    mark = stamp.Stamp(
        template=TEMPLATE, department=assessment.department.code,
        department_name=assessment.department_name, year=assessment.fiscal_year.year,
        version=assessment.version, written_at=timezone.localtime().isoformat(timespec="seconds"),
        rows={(name, row.ident): hashes for name, pairs in found.items() for row, hashes in pairs},
    )  # fmt: skip
    rows = {name: [row for row, _ in pairs] for name, pairs in found.items()}
    return write(assessment, scope, rows, mark).to_bytes()


def _rows(sheet: SheetKind, scope: Scope) -> Iterator[tuple[WrittenRow, stamp.RowStamp]]:
    fields = [column.field for column in sheet.written]
    for ident, row in sheet.kind.find(scope).items():
        form = sheet.kind.form(instance=row, scope=scope)
        label = scope.section_titles.get(ident, "") if sheet.name == "section" else ""
        cells = {name: values.shown(form, name) for name in fields}
        yield WrittenRow(ident, label, cells), stamp.RowStamp(fingerprint(row), values.digests(form, fields))


def write(
    assessment: Assessment, scope: Scope, rows: Mapping[str, Sequence[WrittenRow]], mark: stamp.Stamp
) -> SafeWorkbook:
    """A workbook of these rows, with this stamp."""
    book = SafeWorkbook()
    book.describe(f"{assessment}（工作簿）", assessment.department_name)
    guide.write(book, book.sheet("说明"), assessment)
    lists = Lists()
    for sheet in SHEETS:
        SheetWriter(book, sheet, scope, lists).write(rows[sheet.name])
    if said := _remarks(assessment):
        remarks.add_sheet(book, said)
    _hidden(book, LISTS, lists.lines())
    _hidden(book, stamp.TITLE, mark.lines())
    return book


def _remarks(assessment: Assessment) -> list[Remark]:
    """What the department is to answer; read only, nothing is taken in from it."""
    if assessment.status != Assessment.Status.RETURNED:
        return []
    return list(remark_threads.of(assessment))


def _hidden(book: SafeWorkbook, title: str, lines: Sequence[Sequence[str]]) -> None:
    sheet = book.sheet(title)
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            book.put(sheet, row, column, text)
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()

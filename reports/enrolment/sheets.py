"""The template with its drop-downs, its reading, and the list of first passwords."""

from collections.abc import Iterable, Iterator, Sequence

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from departments.enrolment import departments, people
from departments.enrolment.outcome import DEPARTMENTS, PEOPLE, Row
from departments.models import Department

from ..formats.workbook import SafeWorkbook
from ..reading import reader
from ..reading.book import Refused, Sheet

SHEETS = {DEPARTMENTS: departments.COLUMNS, PEOPLE: people.COLUMNS}
CHOICES = {
    "kind": list(departments.KINDS), "is_key": ["是", "否"], "is_active": ["是", "否"],
    "role": list(people.ROLES),
}  # fmt: skip
WIDTHS = {"name": 30, "code": 18, "parent": 18, "merged_into": 18, "username": 18, "role": 20}
_REACH = 5_000
"""Rows that the drop-downs reach."""


def template(present: Iterable[Department]) -> bytes:
    """Both sheets; that of departments has those that there are."""
    book = SafeWorkbook()
    for title, columns in SHEETS.items():
        sheet = book.sheet(title)
        for number, (name, label) in enumerate(columns.items(), 1):
            book.put(sheet, 1, number, label).font = Font(bold=True)
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = WIDTHS.get(name, 12)
            if name in CHOICES:
                rule = DataValidation(type="list", formula1=f'"{",".join(CHOICES[name])}"', allow_blank=True)
                rule.showErrorMessage = name != "role"  # several roles are written with 、
                rule.add(f"{letter}2:{letter}{_REACH}")
                sheet.add_data_validation(rule)
        sheet.freeze_panes = "A2"
    for at, row in enumerate(present, 2):
        for number, text in enumerate(_line(row), 1):
            book.put(book.existing(DEPARTMENTS), at, number, text)
    return book.to_bytes()


def _line(row: Department) -> Sequence[str]:
    return (
        row.code, row.name, str(row.get_kind_display()), row.parent.code if row.parent else "",
        "是" if row.is_key else "否", "是" if row.is_active else "否",
        row.merged_into.code if row.merged_into else "",
    )  # fmt: skip


def read(content: bytes) -> list[Row]:
    """Every filled row of both sheets. Raises Refused when the file is another one."""
    found = [sheet for sheet in reader.read(content).sheets if sheet.title in SHEETS]
    rows = [row for sheet in found for row in _rows(sheet)]
    if not rows:
        raise Refused("文件中没有“部门”或“用户”工作表，或表中没有内容；请下载模板填写。")
    return rows


def _rows(sheet: Sheet) -> Iterator[Row]:
    labels = {label: name for name, label in SHEETS[sheet.title].items()}
    heads = {at: labels.get(cell.text.strip(), "") for at, cell in sheet.rows.get(1, {}).items()}
    key = next(iter(labels.values()))
    if key not in heads.values():
        raise Refused(f"“{sheet.title}”的第1行应为表头，含“{next(iter(labels))}”；请下载模板填写。")
    for number, cells in sorted(sheet.rows.items()):
        texts = {heads.get(at, ""): cell.text for at, cell in cells.items() if cell.text.strip()}
        if number > 1 and texts:
            yield Row(sheet.title, number, texts)


def place_of(row: Row, name: str) -> str:
    """部门!B7 in the order of the template; the row where no cell is meant."""
    columns = list(SHEETS[row.sheet])
    letter = get_column_letter(columns.index(name) + 1) if name in columns else "第"
    return f"{row.sheet}!{letter}{row.number}" + ("" if name in columns else "行")


def passwords(lines: Iterable[tuple[str, str, str]]) -> bytes:
    """Once, for the person who made the accounts to hand out."""
    book = SafeWorkbook()
    sheet = book.sheet("初始密码")
    for number, label in enumerate(("用户名", "姓名", "初始密码（首次登录须更换）"), 1):
        book.put(sheet, 1, number, label).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 28
    for at, line in enumerate(lines, 2):
        for number, text in enumerate(line, 1):
            book.put(sheet, at, number, text)
    return book.to_bytes()

"""Excel: the forms as on paper; numbers are numbers, text is text."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from departments.scoring.facts import BudgetLineFacts, ProjectFacts
from reports.formats import xlsx
from reports.formats.workbook import LONGEST, SafeWorkbook, TooLong
from tests.reports.building import demo, frozen


def opened(content: bytes):
    return load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def book(books):
    return opened(books["dongxihu-2020"])


def values(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def cell_after(sheet, text):
    """The cell to the right of the one that holds the text."""
    found = next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)
    column = found.column + 1
    while sheet.cell(found.row, column).value is None:
        column += 1
    return sheet.cell(found.row, column)


def test_sheets(book):
    assert book.sheetnames == ["部门整体绩效自评表", "项目支出明细表"]


def test_form_holds_numbers_as_on_paper(book):
    form = book["部门整体绩效自评表"]
    budget = cell_after(form, "部门整体支出总额")

    assert (budget.value, budget.number_format) == (2161.48, "0.00")
    assert (cell_after(form, "总分").value, cell_after(form, "总分").number_format) == (95.64, "0.00")
    assert (
        cell_after(form, "实际利用外资（6分）").value,
        cell_after(form, "实际利用外资（6分）").number_format,
    ) == (
        11.5,
        '"≥"0.0"亿美元"',
    )


def test_rates_are_shares(book):
    rates = [row[3] for row in book["项目支出明细表"].iter_rows(min_row=4)]

    assert (rates[1].value, rates[1].number_format) == (0.8991, "0.00%")


def test_sum_of_the_list_is_the_sum_of_its_cells(book):
    rows = [row for row in book["项目支出明细表"].iter_rows(min_row=4, values_only=True) if row[0]]
    *projects, total = rows

    assert Decimal(str(total[1])) == sum(Decimal(str(row[1])) for row in projects) == Decimal("13295745.76")
    assert Decimal(str(total[2])) == sum(Decimal(str(row[2])) for row in projects) == Decimal("13268748.05")


def test_print_set_up(book):
    form = book["部门整体绩效自评表"]

    assert form.page_setup.paperSize == 9
    assert (form.page_setup.fitToWidth, form.page_setup.fitToHeight) == (1, 0)
    assert form.sheet_properties.pageSetUpPr.fitToPage
    assert form.print_area.startswith("'部门整体绩效自评表'!$A$1:$F$")
    assert book["项目支出明细表"].print_title_rows == "$1:$3"


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "＝1+1"])
def test_text_never_becomes_a_formula(text):
    source = demo(
        "dongxihu-2020",
        projects=(ProjectFacts(text, purpose=text),),
        budget=(BudgetLineFacts("project", project=text, initial=Decimal(1), spent=Decimal(1)),),
    )
    sheet = opened(xlsx.render(source.content()))["项目支出明细表"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]

    assert len(cells) == 2
    assert {cell.data_type for cell in cells} == {"s"}


def test_control_characters_are_taken_out():
    book = SafeWorkbook()
    cell = book.put(book.sheet("表"), 1, 1, "前\x00\x0b\x1f后")

    assert cell.value == "前后"


def test_longest_text_fits_and_a_longer_one_is_refused():
    book = SafeWorkbook()
    sheet = book.sheet("表")

    assert book.put(sheet, 1, 1, "长" * LONGEST).value == "长" * LONGEST
    with pytest.raises(TooLong, match="表!A2：32768个字符"):
        book.put(sheet, 2, 1, "长" * (LONGEST + 1))


def test_names_of_sheets_are_made_acceptable():
    book = SafeWorkbook()

    assert book.sheet("a/b:[c]*?").title == "a b  c"
    assert book.sheet("A B  C").title == "A B  C(2)"
    assert len(book.sheet("很" * 60).title) <= 31


def test_draft_is_marked_on_paper_and_screen():
    sheet = opened(xlsx.render(demo("huangshi-2021").content(draft=True)))["部门整体绩效自评表"]

    assert sheet.oddHeader.center.text == "草稿"
    assert sheet["A1"].value.endswith("（草稿）")


def test_same_submission_gives_the_same_bytes(books, contents, name):
    assert xlsx.render(contents[name], frozen(name)) == books[name]

"""Excel: the forms as on paper; numbers are numbers, text is text."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from departments.scoring.facts import BudgetLineFacts, GoalFacts, IndicatorFacts, ProjectFacts
from reports.formats import xlsx
from reports.formats.workbook import LONGEST, SafeWorkbook, TooLong
from tests import factories
from tests.reports.building import demo, frozen

pytestmark = pytest.mark.slow


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


def long_reasons(count, length):
    """A form whose boxes hold much text."""
    indicators = tuple(
        IndicatorFacts(f"指标{n}", "at_least", weight=Decimal(1), deviation_reason=chr(0x4E00 + n) * length)
        for n in range(count)
    )
    return demo("dongxihu-2020", goals=(GoalFacts("目标", indicators, weight=Decimal(80)),))


@pytest.mark.parametrize(("count", "length"), [(40, 80), (18, 1980), (1, 40_000)])
def test_long_texts_are_whole_and_fit_their_rows(count, length):
    sheet = opened(xlsx.render(long_reasons(count, length).content()))["部门整体绩效自评表"]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    text = "".join(cell.value for cell in cells)

    assert all(chr(0x4E00 + n) * length in text for n in range(count))
    assert max(row.height for row in sheet.row_dimensions.values() if row.height) < 409
    for cell in (cell for cell in cells if cell.font.size == xlsx.SIZE and cell.row > 2):
        span = next((x for x in sheet.merged_cells.ranges if cell.coordinate in x), None)
        assert room(sheet, cell, span) >= len(cell.value)


def room(sheet, cell, span):
    """Characters that the height and width of a (merged) cell hold."""
    rows = range(cell.row, (span.max_row if span else cell.row) + 1)
    columns = range(cell.column, (span.max_col if span else cell.column) + 1)
    high = sum(sheet.row_dimensions[row].height for row in rows)
    wide = sum(sheet.column_dimensions[get_column_letter(x)].width for x in columns)
    return int(high / xlsx.LINE) * int((wide - 1) / 2)


def test_draft_with_long_reasons_arrives(client, preparer, department, fiscal_year):
    entry = factories.complete_assessment(department, fiscal_year)
    goal = entry.goals.first()
    for number in range(18):
        factories.indicator(goal, deviation_reason=chr(0x4E00 + number) * 1980)
    client.force_login(preparer)
    response = client.get(reverse("reports:draft_document", args=[entry.pk, "xlsx"]))

    assert response.status_code == 200
    text = "".join(map(str, values(opened(response.content)["部门整体绩效自评表"])))
    assert all(chr(0x4E00 + number) * 1980 in text for number in range(18))


def test_titles_of_columns_repeat_on_paper(book):
    form = book["部门整体绩效自评表"]
    first, _, last = form.print_title_rows.replace("$", "").partition(":")

    assert first == last
    assert [cell.value for cell in form[int(first)]][:3] == ["一级指标", "二级指标", "三级指标"]


def test_same_submission_gives_the_same_bytes(books, contents, name):
    assert xlsx.render(contents[name], frozen(name)) == books[name]

"""A figure is the same figure in the preview, in PDF, Word and Excel: read back and compared."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from openpyxl import load_workbook

from reports import documents
from reports.amounts import percent, points, ten_thousands
from reports.formats import docx, pdf
from reports.sheets import sheets_of
from tests import factories
from tests.reports.reading import docx_text, pdf_text, squeezed

pytestmark = pytest.mark.slow

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


def page_text(content) -> str:
    html = render_to_string("documents/_content.html", {"content": content})
    return squeezed(unescape(re.sub(r"<[^>]+>", "", html)))


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def shown(cell) -> str:
    """What Excel shows for a number of ours."""
    places = len(re.sub(r'"[^"]*"', "", cell.number_format).partition(".")[2].rstrip("%"))
    is_share = cell.number_format.endswith("%")
    value = Decimal(str(cell.value)) * (100 if is_share else 1)
    digits = f"{value:.{places}f}" + ("%" if is_share else "")
    return re.sub(r"0(?:\.0+)?%?", lambda _: digits, cell.number_format, count=1).replace('"', "")


def test_preview_and_word_say_the_same(name, contents, words):
    assert page_text(contents[name]) == docx_text(words[name])


def test_pdf_has_the_figures_of_the_preview(name, contents, pdfs):
    """Repeated table heads hold no figures, so the counts agree."""
    assert numbers(pdf_text(pdfs[name])) == numbers(page_text(contents[name]))


def test_excel_shows_what_the_form_says(name, contents, books):
    book = load_workbook(BytesIO(books[name]))
    for sheet_name, _, table in sheets_of(contents[name]):
        sheet = book[sheet_name]
        for placed in table.placed():
            cell = sheet.cell(3 + placed.row, placed.column + 1)
            text = shown(cell) if placed.cell.figure else (cell.value or "")
            assert text == placed.cell.text


@pytest.fixture
def frozen(department, fiscal_year, preparer):
    return factories.submission(factories.complete_assessment(department, fiscal_year), by=preparer)


@pytest.mark.slow
def test_columns_of_a_submission_are_the_figures_of_its_documents(frozen):
    columns = {
        "部门整体支出总额": [
            ten_thousands(frozen.budget).text,
            ten_thousands(frozen.spent).text,
            percent(frozen.execution_rate, suffix="").text,
        ],
        "总分": [points(frozen.total).text],
    }
    said = {extension: documents.document_bytes(frozen, extension) for extension in ("pdf", "docx", "xlsx")}
    form = load_workbook(BytesIO(said["xlsx"]))["部门整体绩效自评表"]
    content = documents.content_of_submission(frozen)
    whole = replace(content, blocks=content.tables["form"])

    for title, figures in columns.items():
        row = squeezed(title + "".join(figures))
        assert row in pdf_text(pdf.render(whole))
        assert row in docx_text(docx.render(whole))
        assert figures == [text for text in row_of(form, title) if text][: len(figures)]
    assert frozen.grade == frozen.scorecard["grade"]


def row_of(sheet, title) -> list[str]:
    """What stands to the right of a title in Excel."""
    [found] = [cell for row in sheet.iter_rows() for cell in row if cell.value == title]
    cells = sheet[found.row][found.column :]
    return [shown(cell) for cell in cells if isinstance(cell.value, int | float)]


def test_frozen_page_shows_the_figures_of_the_documents(client, reviewer, frozen):
    client.force_login(reviewer)
    page = client.get(frozen.get_absolute_url()).content.decode()
    text = squeezed(unescape(re.sub(r"<[^>]+>", "", page)))

    assert points(frozen.total).text in text
    assert frozen.grade in text
    for figure in (ten_thousands(frozen.budget), ten_thousands(frozen.spent)):
        assert figure.text in text.replace(",", "")
    assert percent(frozen.execution_rate).text in text


def test_excel_figures_stand_in_the_pdf(books, pdfs):
    text = pdf_text(pdfs["dongxihu-2020"])
    book = load_workbook(BytesIO(books["dongxihu-2020"]))
    figures = [
        shown(c) for s in book for row in s.iter_rows() for c in row if isinstance(c.value, int | float)
    ]

    assert len(figures) > 80
    assert [figure for figure in figures if figure not in text] == []

"""A figure is the same figure in the preview, in PDF, Word and Excel: read back and compared."""

import re
from collections import Counter
from decimal import Decimal
from html import unescape
from io import BytesIO

from django.template.loader import render_to_string
from openpyxl import load_workbook

from reports.sheets import sheets_of
from tests.reports.reading import docx_text, pdf_text, squeezed

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


def test_excel_figures_stand_in_the_pdf(books, pdfs):
    text = pdf_text(pdfs["dongxihu-2020"])
    book = load_workbook(BytesIO(books["dongxihu-2020"]))
    figures = [
        shown(c) for s in book for row in s.iter_rows() for c in row if isinstance(c.value, int | float)
    ]

    assert len(figures) > 80
    assert [figure for figure in figures if figure not in text] == []

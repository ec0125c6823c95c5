"""Both published documents come out again: every sentence and every cell, in PDF and Word."""

import pytest

from reports.content import Heading
from tests.reports.building import PUBLISHED
from tests.reports.reading import docx_text, pdf_text, squeezed

pytestmark = pytest.mark.slow

CORRECTED = {"占总支出的16.39%": "占总支出的16.40%", "占总支出的83.61%": "占总支出的83.60%"}
"""What the published text computed wrongly."""


def published(name: str) -> list[str]:
    """The lines of a published document as they must come out, squeezed."""
    text = (PUBLISHED / f"{name}.txt").read_text(encoding="utf-8")
    lines = [squeezed(line) for line in text.splitlines()]
    for wrong, right in CORRECTED.items():
        lines = [line.replace(wrong, right) for line in lines]
    return [line for line in lines if line]


def missing(name: str, text: str) -> list[str]:
    return [line for line in published(name) if line not in text]


def test_pdf_holds_every_published_line(name, pdfs):
    assert missing(name, pdf_text(pdfs[name])) == []


def test_word_holds_every_published_line(name, words):
    assert missing(name, docx_text(words[name])) == []


def test_lines_come_in_the_published_order(name, words):
    """Tables have their cells in another order than the copied text; everything else follows it."""
    text, place = docx_text(words[name]), 0
    for line in (line for line in published(name) if len(line) > 20 and not line.startswith("附件：")):
        found = text.find(line, place)
        if found >= 0:
            place = found

    assert text[place:].startswith(published(name)[-1])


def test_headings_are_those_of_the_published_document(name, contents):
    headings = [squeezed(x.text) for x in contents[name].blocks if isinstance(x, Heading)]
    lines = published(name)
    places = [lines.index(heading) for heading in headings]

    assert places == sorted(places)


def test_corrected_shares_are_computed(pdfs):
    text = pdf_text(pdfs["huangshi-2021"])

    assert "占总支出的16.40%" in text
    assert "占总支出的83.60%" in text
    assert "16.39" not in text
    assert "83.61" not in text

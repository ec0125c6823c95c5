"""Waived rules stand in every format, in the annex and below the form."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from departments import waiving, workflow
from reports import documents
from reports.formats import docx, pdf, xlsx
from reports.tables.waivers import TITLE

pytestmark = pytest.mark.either_database
CHECK = "check_evidence_attached"
WHY = "涉密项目，佐证材料已在现场核验。"
NOTE = f"经财政部门同意豁免校验规则1条，涉及1处，见“{TITLE}”。"


@pytest.fixture
def waived(assessment, manager):
    """A self-assessment with one waiver that it needs and one that it does not."""
    until = timezone.localdate() + timedelta(days=10)
    for check in (CHECK, "check_cost_sign"):
        waiving.grant(assessment, check, reason=WHY, expires=until, by=manager)
    return assessment


def test_a_submission_lists_the_waivers_it_needed(waived, preparer):
    content = documents.content_of_submission(workflow.submit(waived, by=preparer))
    (table,) = content.tables["waivers"]

    (row,) = table.rows
    assert row[0].text.endswith("（佐证材料）")
    assert [cell.text for cell in row[1:3]] == ["1", WHY]
    assert content.blocks[-1].table == table
    assert content.tables["form"][0].notes[-1] == NOTE


def test_a_draft_lists_them_too(waived):
    assert len(documents.content_of_draft(waived).tables["waivers"][0].rows) == 1


def test_nothing_is_said_where_nothing_is_waived(submission):
    content = documents.content_of_submission(submission)

    assert content.tables["waivers"] == ()
    assert TITLE not in "".join(content.tables["form"][0].notes)


@pytest.mark.slow
def test_every_format_says_so(waived, preparer):
    content = documents.content_of_submission(workflow.submit(waived, by=preparer))
    word = Document(BytesIO(docx.render(content, None)))
    book = load_workbook(BytesIO(xlsx.render(content, None)))
    pages = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.render(content, None))).pages)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]

    assert WHY in cells
    assert WHY in [x for row in book["豁免的校验"].values for x in row]
    assert "".join(WHY.split()) in "".join(pages.split())

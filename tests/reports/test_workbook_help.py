"""One text helps on the page and in the workbook: the help of the form's field."""

from html import escape

import pytest

from departments.views.kinds import scope_of
from reports.workbook.columns import SHEETS
from reports.workbook.writing import workbook_of
from tests.reports.test_workbook import opened

pytestmark = pytest.mark.either_database
PAGES = {"预算明细": "budget", "项目": "projects", "目标": "indicators", "绩效指标": "indicators"}


@pytest.mark.variations
@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.title)
def test_a_note_begins_with_the_help_of_its_field(kind, assessment):
    sheet = opened(workbook_of(assessment))[kind.title]
    notes = {cell.value: cell.comment.text if cell.comment else "" for cell in sheet[1]}
    scope = scope_of(assessment)
    form = kind.kind.form(instance=next(iter(kind.kind.find(scope).values())), scope=scope)

    for column in kind.written:
        assert notes[column.title].startswith(str(form.fields[column.field].help_text))


@pytest.mark.variations
@pytest.mark.parametrize("kind", [x for x in SHEETS if x.title in PAGES], ids=lambda kind: kind.title)
def test_the_page_shows_the_same_text(kind, signed_in, preparer, assessment):
    page = signed_in(preparer).get(f"/assessments/{assessment.pk}/{PAGES[kind.title]}/").content.decode()
    form = kind.kind.form(scope=scope_of(assessment))

    for column in kind.written:
        assert escape(str(form.fields[column.field].help_text)) in page

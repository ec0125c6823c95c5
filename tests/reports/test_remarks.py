"""审核意见 out of the system: as Excel for both sides, and as a sheet of the workbook to be read only."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from departments import remarks, workflow
from departments.models import AuditEvent
from reports.workbook import importing, writing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def returned(submission, authority, reviewer, preparer):
    """One remark answered, one open; the text of one looks like a formula."""
    for place, text in (("整体", "请核对总数"), ("预算执行", "=1+1")):
        remarks.add(submission, body=authority, by=reviewer, place=place, text=text)
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="见意见")
    submission.assessment.refresh_from_db()
    remarks.answer(submission.remarks.first(), by=preparer, text="总数已更正")
    return submission.assessment


def lines(content):
    sheet = load_workbook(BytesIO(content))["审核意见"]
    return [tuple(row[:4]) + tuple(row[5:]) for row in sheet.iter_rows(min_row=2, values_only=True)]


EXPECTED = [
    ("1", "整体", "已答复", "第1稿", "东湖区财政局", "审核人", "审核意见", "请核对总数"),
    ("1", "整体", "已答复", "第1稿", "东湖区商务局", "填报人", "答复", "总数已更正"),
    ("2", "预算执行", "待答复", "第1稿", "东湖区财政局", "审核人", "审核意见", "=1+1"),
]


@pytest.mark.parametrize("who", ["preparer", "reviewer"])
def test_both_sides_take_the_whole_thread_out(request, who, returned, signed_in):
    person = request.getfixturevalue(who)
    address = reverse("reports:remarks", args=[returned.submissions.get().pk])
    answer = signed_in(person).get(address)

    assert lines(answer.content) == EXPECTED
    cell = load_workbook(BytesIO(answer.content))["审核意见"]["I4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.target) == ("export", person, "2025年度东湖区商务局审核意见.xlsx")


def test_the_workbook_carries_them_back_and_takes_nothing_in(returned, preparer, read_here):
    content = writing.workbook_of(returned)
    assert lines(content) == EXPECTED
    assert load_workbook(BytesIO(content))["审核意见"].protection.sheet

    upload = importing.upload(returned, "工作簿.xlsx", content, by=preparer)
    plan = importing.preview(upload)
    assert (plan.is_empty, plan.ignored) == (True, [])

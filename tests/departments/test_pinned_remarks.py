"""A remark at one cell: said in the review, shown at the cell of the entry, and answered."""

import pytest
from django.urls import reverse

from departments import remark_places, remarks, workflow
from departments.models import AuditEvent, Remark
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def line(assessment):
    """引进重点企业数, the first indicator."""
    return assessment.goals.get().indicators.first()


@pytest.fixture
def say(signed_in, reviewer, submission):
    """Post a remark as the reviewer's page does."""

    def say(**data):
        address = reverse("departments:remark_add", args=[submission.pk])
        return signed_in(reviewer).post(address, {"text": "与佐证不符", **data})

    return say


def sent_back(submission, reviewer):
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="见意见")
    submission.assessment.refresh_from_db()
    return submission.assessment


def test_a_remark_is_pinned_to_a_cell(say, line):
    say(key=f"indicator:{line.pk}", field="actual_measure")

    remark = Remark.objects.get()
    assert (remark.key, remark.field) == (f"indicator:{line.pk}", "actual_measure")
    assert remark.place == "指标／引进重点企业数／实际完成值"
    assert AuditEvent.objects.latest("pk").changes[0]["row"] == remark.place


def test_a_list_of_places_names_row_and_cell_together(say, assessment):
    row = assessment.budget_lines.order_by("order").last()
    say(key=f"budget_line:{row.pk}#spent")

    assert Remark.objects.get().place == "预算明细第3行／项目支出，招商引资专项，财政拨款／全年执行数"


@pytest.mark.parametrize("field", ["password", "spent", "__class__"])
def test_a_cell_that_the_row_does_not_have_is_404(say, line, field):
    assert say(key=f"indicator:{line.pk}", field=field).status_code == 404
    assert not Remark.objects.exists()


def test_the_reviewer_reads_which_cell_is_meant(say, line, signed_in, reviewer, submission):
    say(key=f"indicator:{line.pk}", field="actual_measure")

    page = (
        signed_in(reviewer).get(reverse("departments:reviewed_lines", args=[submission.pk])).content.decode()
    )
    assert "<b>实际完成值</b>" in page
    assert "与佐证不符" in page


def test_it_stands_at_its_cell_until_it_is_answered(say, line, submission, reviewer, signed_in, preparer):
    say(key=f"indicator:{line.pk}", field="actual_measure")
    address = reverse("departments:indicators", args=[submission.assessment_id])
    assert "，待答复" not in signed_in(preparer).get(address).content.decode()

    sent_back(submission, reviewer)
    page = signed_in(preparer).get(address).content.decode()
    remark = Remark.objects.get()
    mark = f'href="{reverse("departments:remarks", args=[submission.assessment_id])}#remark-{remark.pk}"'
    cell = page.partition(f'id="indicator-{line.pk}-actual_measure-error"')[0]
    assert page.count(mark) == 1
    assert mark in cell.rpartition(f'id="id_indicator-{line.pk}-actual_measure"')[2]

    remarks.answer(remark, by=preparer, text="已更正")
    assert "，已答复" in signed_in(preparer).get(address).content.decode()


def test_the_list_of_remarks_leads_to_the_cell(say, line, submission, reviewer, signed_in, preparer):
    say(key=f"indicator:{line.pk}", field="actual_measure")
    sent_back(submission, reviewer)

    page = signed_in(preparer).get(reverse("departments:remarks", args=[submission.assessment_id]))
    assert f"/indicators/#id_indicator-{line.pk}-actual_measure" in page.content.decode()


@pytest.mark.parametrize(
    ("section", "key"), [("budget", "budget_line"), ("projects", "project"), ("texts", "section")]
)
def test_a_remark_at_a_row_stands_at_the_row(submission, reviewer, signed_in, preparer, section, key):
    found = (x for x in remark_places.places_of(submission) if x.startswith(f"{key}:"))
    remarks.add(
        submission, body=submission.assessment.stage, by=reviewer, text="请核实", place="行", key=next(found)
    )
    assessment = sent_back(submission, reviewer)

    page = signed_in(preparer).get(reverse(f"departments:{section}", args=[assessment.pk])).content.decode()
    assert page.count('class="pinned"') == 1


def test_every_cell_that_can_be_named_is_one_of_the_entry(submission, reviewer, signed_in, preparer):
    rows = {}
    for key in remark_places.places_of(submission):
        rows.setdefault(key.partition(":")[0], key)
    cells = [(key, x) for key in rows.values() for x in remark_places.cells_of(key)]
    body = submission.assessment.stage
    for key, field in cells:
        remarks.add(submission, body=body, by=reviewer, text="请核实", place="格", key=key, field=field)
    assessment = sent_back(submission, reviewer)
    client = signed_in(preparer)
    pages = [
        client.get(reverse(f"departments:{name}", args=[assessment.pk])).content.decode()
        for name in ("budget", "projects", "indicators")
    ]

    assert sum(page.count('class="pinned"') for page in pages) == len(cells)


def test_findings_stand_in_the_row_with_what_was_said_to_them(
    assessment, line, preparer, reviewer, signed_in
):
    line.actual, line.deviation_reason, line.improvement = 300, "", ""
    line.save()
    factories.explain_everything(assessment, "年底集中签约，已附清单。")
    frozen = factories.submission(assessment, by=preparer)

    page = signed_in(reviewer).get(reverse("departments:reviewed_lines", args=[frozen.pk])).content.decode()

    assert "填报人说明：年底集中签约，已附清单。" in page

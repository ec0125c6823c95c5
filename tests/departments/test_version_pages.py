"""两稿比较 on the page."""

from decimal import Decimal

import pytest

from departments import workflow
from departments.models import Assessment, Indicator, Section
from tests import factories


@pytest.fixture
def second(submission, reviewer, preparer):
    """The second version: one figure and one text were changed."""
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="请核实")
    assessment = Assessment.objects.get(pk=submission.assessment.pk)
    Indicator.objects.filter(name="引进重点企业数").update(actual=Decimal(90))
    text = Section.objects.filter(assessment=assessment).exclude(text="").first()
    Section.objects.filter(pk=text.pk).update(text=text.text + "补充说明。")
    factories.explain_everything(assessment)
    return workflow.submit(assessment, by=preparer)


def test_exactly_what_was_edited(signed_in, reviewer, second):
    page = signed_in(reviewer).get(f"/submissions/{second.pk}/changes/").content.decode()
    assert "共2处改动" in page
    assert "指标／引进重点企业数" in page
    assert "<ins>90</ins>" in page
    assert "<ins>补充说明。</ins>" in page


def test_against_a_version_that_is_chosen(signed_in, reviewer, second):
    client = signed_in(reviewer)
    assert "共2处改动" in client.get(f"/submissions/{second.pk}/changes/?since=1").content.decode()
    for odd in ("9", "x", "²", "99999999999999999999"):
        assert client.get(f"/submissions/{second.pk}/changes/?since={odd}").status_code == 200


def test_the_first_version_has_nothing_before_it(signed_in, reviewer, submission):
    page = signed_in(reviewer).get(f"/submissions/{submission.pk}/changes/").content.decode()
    assert "这是第一稿" in page


def test_strangers_see_no_changes(signed_in, stranger, second):
    assert signed_in(stranger).get(f"/submissions/{second.pk}/changes/").status_code == 404

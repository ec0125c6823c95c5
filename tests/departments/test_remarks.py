"""审核意见: pinned to a place, answered one by one before the department submits again."""

import pytest

from departments import precheck, remarks, workflow
from departments.models import AuditEvent
from tests import factories


@pytest.fixture
def returned(submission, reviewer, authority):
    """Sent back with two remarks."""
    for place in ("预算执行", "引进重点企业数"):
        remarks.add(submission, body=authority, by=reviewer, place=place, text="请核实")
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="见意见")
    submission.assessment.refresh_from_db()
    return submission.assessment


def test_every_remark_is_answered_before_the_next_submission(returned, preparer):
    assert precheck.obstacle(returned) == "还有2条审核意见没有答复，请逐条答复后再送审。"
    with pytest.raises(workflow.NotAllowed, match="还有2条审核意见没有答复"):
        workflow.submit(returned, by=preparer)

    for remark in remarks.to_answer(returned):
        remarks.answer(remark, by=preparer, text="已更正")

    assert precheck.obstacle(returned) == ""
    factories.explain_everything(returned)
    workflow.submit(returned, by=preparer)


def test_an_answer_is_not_changed_after_the_next_submission(returned, preparer):
    for remark in remarks.to_answer(returned):
        remarks.answer(remark, by=preparer, text="已更正")
    factories.explain_everything(returned)
    workflow.submit(returned, by=preparer)

    with pytest.raises(remarks.NotAnswerable):
        remarks.answer(remark, by=preparer, text="再改")


def test_remarks_and_answers_are_recorded(returned, preparer):
    remark = remarks.to_answer(returned).first()
    remarks.answer(remark, by=preparer, text="已更正")

    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.submission_sha256) == (
        "answer",
        preparer,
        remark.submission.sha256,
    )
    assert event.changes[0]["new"] == "已更正"


def test_a_remark_taken_back_stays_in_the_record(submission, reviewer, authority):
    remark = remarks.add(submission, body=authority, by=reviewer, place="预算执行", text="请核实")
    remarks.take_back(remark, by=reviewer)

    assert remarks.unanswered(submission.assessment) == 0
    assert AuditEvent.objects.last().changes[0]["old"] == "请核实"

"""审核意见: pinned to a place, answered one by one before the department submits again, until resolved."""

import pytest
from django.core.exceptions import PermissionDenied

from departments import precheck, remark_threads, remarks, workflow
from departments.models import AuditEvent, Remark
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

    for remark in remark_threads.of(returned):
        remarks.answer(remark, by=preparer, text="已更正")

    assert precheck.obstacle(returned) == ""
    factories.explain_everything(returned)
    workflow.submit(returned, by=preparer)


def test_an_answer_is_not_changed_after_the_next_submission(returned, preparer):
    for remark in remark_threads.of(returned):
        remarks.answer(remark, by=preparer, text="已更正")
    factories.explain_everything(returned)
    workflow.submit(returned, by=preparer)

    with pytest.raises(remarks.NotAnswerable):
        remarks.answer(remark, by=preparer, text="再改")


def test_remarks_and_answers_are_recorded(returned, preparer):
    remark = remark_threads.of(returned).first()
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
    remarks.take_back(remark, submission, by=reviewer)

    assert remark_threads.unanswered(submission.assessment) == 0
    assert AuditEvent.objects.last().changes[0]["old"] == "请核实"


# --- what follows the answer ------------------------------------------------------------------


def answered(assessment, preparer, text="已更正"):
    """Every open remark answered, and submitted again."""
    for remark in remark_threads.of(assessment).exclude(state="resolved"):
        remarks.answer(remark, by=preparer, text=text)
    factories.explain_everything(assessment)
    return factories.submission(assessment, by=preparer)


def sent_back(submission, reviewer):
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="见意见")
    submission.assessment.refresh_from_db()
    return submission.assessment


def said(remark):
    """State, and kind with draft of everything that followed."""
    row = Remark.objects.get(pk=remark.pk)
    return row.state, [(x.kind, x.submission.number, x.text) for x in row.entries.all()]


def test_an_answer_is_asked_again_and_answered_again(returned, preparer, reviewer):
    first, second = remark_threads.of(returned)
    frozen = answered(returned, preparer)
    remarks.ask(first, frozen, by=reviewer, text="请附合同")
    assessment = sent_back(frozen, reviewer)

    assert precheck.obstacle(assessment) == "还有1条审核意见没有答复，请逐条答复后再送审。"
    remarks.answer(first, by=preparer, text="合同见附件3")
    assert precheck.obstacle(assessment) == ""
    assert said(first) == (
        "answered", [("answer", 1, "已更正"), ("question", 2, "请附合同"), ("answer", 2, "合同见附件3")],
    )  # fmt: skip
    assert said(second) == ("answered", [("answer", 1, "已更正")])


def test_an_answer_in_other_words_replaces_that_of_the_same_round_only(returned, preparer, reviewer):
    remark = remark_threads.of(returned)[0]
    remarks.answer(remark, by=preparer, text="已改")
    assessment = sent_back(answered(returned, preparer, "已更正"), reviewer)

    remarks.answer(remark, by=preparer, text="另附说明")

    assert said(remark) == ("answered", [("answer", 1, "已更正"), ("answer", 2, "另附说明")])
    assert assessment.status == "returned"


def test_a_resolved_remark_asks_for_nothing_until_it_is_reopened(returned, preparer, reviewer):
    remark = remark_threads.of(returned)[0]
    frozen = answered(returned, preparer)
    remarks.resolve(remark, frozen, by=reviewer)
    with pytest.raises(remarks.NotAnswerable, match="请勿重复操作"):
        remarks.resolve(remark, frozen, by=reviewer)
    with pytest.raises(remarks.NotAnswerable, match="请先重新打开"):
        remarks.ask(remark, frozen, by=reviewer, text="请核实")
    assert said(remark)[0] == "resolved"

    remarks.reopen(remark, frozen, by=reviewer)

    assert said(remark) == ("answered", [("answer", 1, "已更正"), ("resolved", 2, ""), ("reopened", 2, "")])
    with pytest.raises(remarks.NotAnswerable, match="不用重新打开"):
        remarks.reopen(remark, frozen, by=reviewer)


def test_a_question_resolved_before_the_return_need_not_be_answered(
    submission, preparer, reviewer, authority
):
    remark = remarks.add(submission, body=authority, by=reviewer, place="预算执行", text="请核实")
    remarks.resolve(remark, submission, by=reviewer)
    assessment = sent_back(submission, reviewer)

    assert precheck.obstacle(assessment) == ""
    with pytest.raises(remarks.NotAnswerable, match="已经解决"):
        remarks.answer(remark, by=preparer, text="已核实")


def test_who_resolved_it_and_when_is_kept_and_recorded(returned, preparer, reviewer):
    remark = remark_threads.of(returned)[0]
    remarks.resolve(remark, answered(returned, preparer), by=reviewer)

    entry, event = remark.entries.last(), AuditEvent.objects.last()
    assert (entry.person, entry.said_by, entry.body) == (reviewer, "审核人", remark.body)
    assert (event.verb, event.actor, event.changes[0]["field"], event.changes[0]["new"]) == (
        "remark_resolve", reviewer, "现状", "已解决",
    )  # fmt: skip


def test_a_question_is_taken_back_by_whoever_asked_it(returned, preparer, reviewer, manager):
    remark = remark_threads.of(returned)[0]
    frozen = answered(returned, preparer)
    with pytest.raises(PermissionDenied):  # the answer stands above it
        remarks.take_back(remark, frozen, by=reviewer)
    remarks.ask(remark, frozen, by=reviewer, text="请附合同")
    with pytest.raises(PermissionDenied):
        remarks.take_back(remark, frozen, by=manager)

    remarks.take_back(remark, frozen, by=reviewer)

    assert said(remark) == ("answered", [("answer", 1, "已更正")])
    assert AuditEvent.objects.last().changes[0]["old"] == "请附合同"


def test_nothing_is_followed_up_outside_the_review(returned, reviewer, submission):
    remark = remark_threads.of(returned)[0]
    for step in (remarks.resolve, remarks.reopen):
        with pytest.raises(PermissionDenied):
            step(remark, submission, by=reviewer)


def test_a_body_below_does_not_close_the_question_of_one_above(department, fiscal_year, authority, reviewer):
    unit = factories.department("招商中心", code="420111301.1", kind="unit", parent=department)
    preparer, parent = factories.member(unit, "preparer"), factories.member(department, "reviewer")
    assessment = factories.complete_assessment(unit, fiscal_year)
    first = factories.submission(assessment, by=preparer)
    own = remarks.add(first, body=department, by=parent, place="整体", text="请核实")
    workflow.recommend(assessment, by=parent)
    assessment.refresh_from_db()
    above = remarks.add(first, body=authority, by=reviewer, place="整体", text="请补充")
    again = answered(sent_back(first, reviewer), preparer)

    with pytest.raises(PermissionDenied):
        remarks.resolve(above, again, by=parent)
    remarks.resolve(own, again, by=parent)
    workflow.recommend(again.assessment, by=parent)
    remarks.reopen(own, again, by=reviewer)
    remarks.resolve(above, again, by=reviewer)

    assert [row.state for row in remark_threads.of(assessment)] == ["answered", "resolved"]


def test_what_followed_a_remark_ends_withdrawing(returned, preparer, reviewer):
    frozen = answered(returned, preparer)
    assert "withdraw" in workflow.available(frozen.assessment, preparer)

    remarks.resolve(remark_threads.of(returned)[0], frozen, by=reviewer)

    assert "withdraw" not in workflow.available(frozen.assessment, preparer)

"""通知: who is told what by which verb, and what is no longer asked of anybody."""

import pytest

from departments import notices, remarks, workflow
from departments.models import Notice
from departments.years import extending, issuing
from tests import factories


def inbox(person, *, unread=False):
    rows = notices.of(person).filter(read_at=None) if unread else notices.of(person)
    return [row.kind for row in rows]


@pytest.fixture
def deputy(department):
    """A second 填报人 of the department."""
    return factories.member(department, "preparer", username="tianbao2", name="另一填报人")


def test_a_submission_asks_the_reviewer_and_leaves_the_manager_in_peace(
    preparer, reviewer, manager, stranger, assessment
):
    workflow.submit(assessment, by=preparer)

    told = notices.of(reviewer).get()
    assert (told.kind, told.text, told.address) == (
        "review", "已送审，等待您审核。", f"/assessments/{assessment.pk}/",
    )  # fmt: skip
    assert [inbox(x) for x in (preparer, manager, stranger)] == [[], [], []]


def test_without_a_reviewer_the_manager_is_asked(preparer, manager, assessment):
    workflow.submit(assessment, by=preparer)

    assert inbox(manager) == ["review"]


def test_the_head_is_asked_to_sign_and_then_the_reviewer_to_review(
    preparer, head, reviewer, assessment, fiscal_year
):
    fiscal_year.head_signs = True
    fiscal_year.save()
    workflow.submit(assessment, by=preparer)
    assert (inbox(head), inbox(reviewer)) == (["sign"], [])

    workflow.sign(assessment, by=head)

    assert (inbox(head, unread=True), inbox(reviewer)) == ([], ["review"])


def test_after_the_recommendation_the_manager_is_asked(preparer, reviewer, manager, assessment, fiscal_year):
    fiscal_year.two_step = True
    fiscal_year.save()
    workflow.submit(assessment, by=preparer)

    workflow.recommend(assessment, by=reviewer)

    assert (inbox(reviewer, unread=True), inbox(manager)) == ([], ["review"])


def test_whoever_withdraws_takes_the_question_back(preparer, reviewer, assessment):
    workflow.submit(assessment, by=preparer)

    workflow.withdraw(assessment, by=preparer)

    assert (inbox(reviewer), inbox(reviewer, unread=True)) == (["review"], [])


def test_the_department_learns_why_it_came_back_until_it_submits_again(
    preparer, deputy, head, reviewer, stranger, submission
):
    assessment = submission.assessment
    workflow.return_for_revision(assessment, by=reviewer, reason="完成值与佐证不符")

    told = notices.of(deputy).get()
    assert (told.kind, told.text) == ("returned", "东湖区财政局已退回，请按意见修改后重新送审。")
    assert told.detail == "完成值与佐证不符"
    assert [inbox(x) for x in (preparer, head, stranger)] == [["returned"], ["returned"], []]

    workflow.submit(assessment, by=preparer)

    assert [inbox(x, unread=True) for x in (preparer, deputy, head)] == [[], [], []]


def test_a_reviewer_whose_remarks_were_answered_is_told_so_in_one_notice(
    preparer, reviewer, authority, submission
):
    second = factories.member(authority, "reviewer", name="第二审核人")
    assessment = submission.assessment
    for text in ("请核实", "请补充"):
        remarks.add(submission, body=authority, by=reviewer, text=text, place="全文")
    workflow.return_for_revision(assessment, by=reviewer, reason="见意见")
    assert notices.of(preparer).first().text.endswith("重新送审。有2条审核意见待答复。")
    for remark in submission.remarks.all():
        remarks.answer(remark, by=preparer, text="已核实")

    workflow.submit(assessment, by=preparer)

    assert (inbox(reviewer, unread=True), inbox(second, unread=True)) == (["answered"], ["review"])


def test_whoever_asked_again_is_told_of_the_answer_too(preparer, reviewer, authority, submission):
    second = factories.member(authority, "reviewer", name="第二审核人")
    assessment = submission.assessment
    remark = remarks.add(submission, body=authority, by=reviewer, text="请核实", place="全文")
    for asker in (None, second):
        if asker:
            remarks.ask(remark, assessment.submissions.first(), by=asker, text="请附合同")
        workflow.return_for_revision(assessment, by=reviewer, reason="见意见")
        remarks.answer(remark, by=preparer, text="已核实")
        workflow.submit(assessment, by=preparer)

    assert (inbox(reviewer, unread=True), inbox(second, unread=True)) == (["answered"], ["answered"])


def test_the_department_hears_of_approval_publication_and_their_ends(
    preparer, reviewer, manager, other_manager, submission
):
    assessment = submission.assessment
    workflow.approve(assessment, by=reviewer)
    workflow.publish(assessment, by=manager)
    workflow.unpublish(assessment, by=manager, reason="数据更正", cause="figures")
    workflow.reopen(assessment, by=manager, reason="数据更正", cause="figures")

    assert inbox(preparer) == ["returned", "decided", "decided", "decided"]
    assert notices.of(preparer).first().detail == "数据填报有误：数据更正"


def test_who_may_not_sign_in_or_is_past_the_end_of_the_role_is_told_nothing(
    preparer, reviewer, authority, assessment
):
    gone = factories.member(authority, "reviewer", is_active=False)
    past = factories.member(authority, "reviewer")
    past.memberships.update(ends="2020-01-01")

    workflow.submit(assessment, by=preparer)

    assert (inbox(gone), inbox(past), inbox(reviewer)) == ([], [], ["review"])


def test_issuing_tells_every_department_once(preparer, stranger, manager, fiscal_year):
    issuing.issue(fiscal_year, by=manager)
    issuing.issue(fiscal_year, by=manager)

    assert (inbox(preparer), inbox(stranger), inbox(manager)) == (["issued"], ["issued"], [])
    assert f"应报日期{fiscal_year.due}" in notices.of(preparer).get().text


def test_a_refused_verb_tells_nobody(preparer, reviewer, assessment):
    assessment.goals.all().delete()

    with pytest.raises(workflow.NotReady):
        workflow.submit(assessment, by=preparer)

    assert Notice.objects.count() == 0


def test_an_extension_tells_the_department_until_when(preparer, manager, assessment, fiscal_year):
    extending.extend(
        fiscal_year, [assessment.department_id], closes=fiscal_year.closes, reason="系统迁移", by=manager
    )

    told = notices.of(preparer).get()
    assert (told.kind, told.detail) == ("extended", "系统迁移")
    assert str(fiscal_year.closes) in told.text


def test_what_is_told_once_is_told_once(preparer, assessment):
    for _ in range(2):
        notices.tell([preparer], "due", "还有3天。", assessment=assessment, once="due:1")

    assert inbox(preparer) == ["due"]


def test_counting_stops_where_nobody_reads_on(preparer):
    notices.add(Notice(person=preparer, kind="urged", text="请尽快报送。", address="/") for _ in range(120))

    assert notices.unread(preparer) == 100

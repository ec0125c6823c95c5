"""退回 and 取消审核: the department reads who, when and why; forbidden is 403; done is done."""

import pytest
from django.urls import reverse

from departments import access, workflow
from departments.workflow import NotAllowed
from tests import factories


@pytest.fixture
def two_step(assessment, preparer):
    year = assessment.fiscal_year
    year.two_step = True
    year.save()
    return factories.submission(assessment, by=preparer).assessment


def test_the_reason_of_a_reopening_is_shown(signed_in, preparer, manager, approved):
    workflow.reopen(approved, by=manager, reason="执行数漏报一笔", cause="figures")

    for name, args in (
        ("departments:assessment_detail", [approved.pk]),
        ("departments:desk", []),
        ("departments:submission_list", [approved.pk]),
    ):
        page = signed_in(preparer).get(reverse(name, args=args)).content.decode()
        assert "执行数漏报一笔" in page, name
        assert "财政管理员" in page, name
        assert "取消审核" in page, name


def test_the_latest_of_return_and_reopening_is_shown(signed_in, preparer, reviewer, manager, submission):
    assessment = submission.assessment
    workflow.return_for_revision(assessment, by=reviewer, reason="甲处有误")
    workflow.submit(assessment, by=preparer)
    workflow.approve(assessment, by=reviewer)
    workflow.reopen(assessment, by=manager, reason="乙处有误", cause="figures")

    page = signed_in(preparer).get(assessment.get_absolute_url()).content.decode()

    assert "乙处有误" in page
    assert "甲处有误" not in page


def test_a_return_is_shown_with_its_body(signed_in, preparer, reviewer, submission):
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="请核实")

    page = signed_in(preparer).get(submission.assessment.get_absolute_url()).content.decode()

    assert "<strong>东湖区财政局退回</strong>（审核人，" in page
    assert "第1稿" in page


def test_what_was_recommended_is_not_offered_again(two_step, reviewer, manager):
    assert "recommend" in workflow.available(two_step, reviewer)
    workflow.recommend(two_step, by=reviewer)
    two_step.refresh_from_db()

    assert "recommend" not in workflow.available(two_step, reviewer)
    assert list(access.review_queue(reviewer)) == []
    assert list(access.review_queue(manager)) == [two_step]
    with pytest.raises(NotAllowed, match="请勿重复操作"):
        workflow.recommend(two_step, by=reviewer)


def test_a_new_version_is_reviewed_anew(two_step, preparer, reviewer, manager):
    workflow.recommend(two_step, by=reviewer)
    workflow.return_for_revision(two_step, by=manager, reason="请核实")
    workflow.submit(two_step, by=preparer)
    two_step.refresh_from_db()

    assert "recommend" in workflow.available(two_step, reviewer)
    assert list(access.review_queue(reviewer)) == [two_step]


def test_a_forbidden_verb_without_a_hash_is_forbidden(signed_in, preparer, reviewer, submission):
    address = reverse("departments:verb", args=[submission.assessment_id, "approve"])

    assert signed_in(preparer).post(address).status_code == 403
    assert signed_in(reviewer).post(address).status_code == 409


def test_an_approved_self_assessment_offers_its_documents(signed_in, preparer, approved):
    page = signed_in(preparer).get(approved.get_absolute_url()).content.decode()

    latest = approved.submissions.first()
    for extension in ("pdf", "docx", "xlsx"):
        assert reverse("reports:document", args=[latest.pk, extension]) in page


def test_a_page_names_what_goes_with_a_project(signed_in, preparer, assessment):
    promise = factories.goal(assessment, project=assessment.projects.get())
    factories.indicator(promise)

    page = signed_in(preparer).get(reverse("departments:projects", args=[assessment.pk])).content.decode()
    assert "保存后一并删除：1条预算明细、1个目标、1个指标" in page
    page = signed_in(preparer).get(reverse("departments:indicators", args=[assessment.pk])).content.decode()
    assert "保存后一并删除：2个指标" in page


def test_the_history_says_which_version_was_withdrawn_and_which_one_waits(signed_in, preparer, submission):
    assessment = submission.assessment
    workflow.withdraw(assessment, by=preparer)
    workflow.submit(assessment, by=preparer)

    page = signed_in(preparer).get(reverse("departments:submission_list", args=[assessment.pk]))
    history = page.content.decode().partition("第2稿")[2]
    second, _, first = history.partition("第1稿")

    assert "待审核" in second
    assert f"{preparer}取消送审" in first
    assert "待审核" not in first

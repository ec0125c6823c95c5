"""逐项复核 on the page, remarks at the row, and the department's answers."""

from decimal import Decimal

import pytest

from departments import remark_threads, remarks, reviewing, workflow
from departments.models import Assessment, Remark, ReviewedLine
from departments.scoring.reviewed import Entered

pytestmark = pytest.mark.slow


@pytest.fixture
def key(submission):
    """The line of 引进重点企业数."""
    return next(key for key, name in reviewing.lines_of(submission).items() if name == "引进重点企业数")


def path(submission):
    return f"/submissions/{submission.pk}/review/"


def row(key, **values):
    token = key.replace(":", "-")
    return {f"{token}-{name}": value for name, value in values.items()}


def test_self_and_review_side_by_side(signed_in, reviewer, submission, key):
    client = signed_in(reviewer)
    answer = client.post(path(submission), row(key, value="50"), headers={"hx-request": "true"})
    page = client.get(path(submission)).content.decode()

    assert answer.status_code == 200
    assert "复核" in page
    assert "已核 1/" in page
    assert ReviewedLine.objects.get().value == "50"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"score": "101"}, "100"),
        ({"score": "41"}, "复核得分应在0和分值40之间，填的是41。"),
        ({"score": "abc"}, "abc"),
        ({"score": "39", "deduction": "partly_late"}, "扣30%应得28.00分，填的是39分"),
        ({"deduction": "magic"}, "magic"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(
    signed_in, reviewer, submission, key, values, said
):
    response = signed_in(reviewer).post(path(submission), row(key, **values))
    page = response.content.decode()

    assert response.status_code == 422
    assert said in page
    assert all(value in page for value in values.values())
    assert not ReviewedLine.objects.exists()


def test_the_rest_as_the_department_says(signed_in, reviewer, submission):
    client = signed_in(reviewer)
    client.post(f"{path(submission)}rest/")
    assert "其余" in client.get(path(submission)).content.decode()
    assert ReviewedLine.objects.count() == len(reviewing.lines_of(submission))


def test_a_review_begun_is_finished_before_approving(signed_in, reviewer, submission, authority, key):
    reviewing.enter(submission, authority, key, Entered(score=Decimal(1)), by=reviewer)
    with pytest.raises(workflow.NotAllowed, match="没有复核"):
        workflow.approve(submission.assessment, by=reviewer)
    reviewing.confirm_rest(submission, authority, by=reviewer)
    with pytest.raises(workflow.NotAllowed, match="引进重点企业数扣了分，请选择扣分理由"):
        workflow.approve(submission.assessment, by=reviewer)
    with_reason = Entered(score=Decimal(1), deduction="value_differs", note="佐证材料只有1家")
    reviewing.enter(submission, authority, key, with_reason, by=reviewer)

    workflow.approve(submission.assessment, by=reviewer)


def test_a_value_that_cannot_be_counted_is_said_and_stops_approving(
    signed_in, reviewer, submission, authority, key
):
    client = signed_in(reviewer)
    client.post(path(submission), row(key, value="六家"))
    assert "请改填数值，或填复核得分" in client.get(path(submission)).content.decode()
    reviewing.confirm_rest(submission, authority, by=reviewer)

    refused = client.post(f"/assessments/{submission.assessment_id}/approve/", {"sha256": submission.sha256})

    assert refused.status_code == 409
    assert "引进重点企业数的复核完成值不能按评分方法计分，请填复核得分。" in refused.content.decode()
    assert f'href="{path(submission)}"' in refused.content.decode()


def test_a_remark_is_pinned_answered_and_read(signed_in, reviewer, preparer, submission, key):
    assessment = submission.assessment
    client = signed_in(reviewer)
    client.post(f"/submissions/{submission.pk}/remarks/", {"key": key, "text": "请补充名单"})
    assert "请补充名单" in client.get(path(submission)).content.decode()
    workflow.return_for_revision(assessment, by=reviewer, reason="见意见")

    client = signed_in(preparer)
    page = client.get(f"/assessments/{assessment.pk}/remarks/").content.decode()
    assert "指标／引进重点企业数" in page
    assert f"/assessments/{assessment.pk}/indicators/#{key.replace(':', '-')}" in page
    remark = Remark.objects.get()
    client.post(f"/remarks/{remark.pk}/answer/", {"text": "名单已补充"})
    assert remark_threads.unanswered(Assessment.objects.get(pk=assessment.pk)) == 0
    assert "名单已补充" in client.get(path(submission)).content.decode()


def test_the_department_reads_nothing_while_the_review_is_under_way(
    signed_in, reviewer, preparer, submission, authority
):
    remarks.add(submission, body=authority, by=reviewer, place="整体", text="尚未决定")
    client = signed_in(preparer)
    assert client.get(path(submission)).status_code == 403
    assert "尚未决定" not in client.get(f"/assessments/{submission.assessment.pk}/remarks/").content.decode()


def test_a_remark_nowhere_is_refused(signed_in, reviewer, submission):
    client = signed_in(reviewer)
    client.post(f"/submissions/{submission.pk}/remarks/", {"key": "indicator:999999", "text": "?"})
    client.post(f"/submissions/{submission.pk}/remarks/", {"key": "", "text": " "})
    assert not Remark.objects.exists()


def test_only_who_said_it_takes_it_back(signed_in, reviewer, manager, submission, authority):
    remark = remarks.add(submission, body=authority, by=reviewer, place="整体", text="请核实")
    taking_back = f"/submissions/{submission.pk}/remarks/{remark.pk}/take-back/"
    assert signed_in(manager).post(taking_back).status_code == 403
    assert signed_in(reviewer).post(taking_back).status_code == 302
    assert not Remark.objects.exists()


@pytest.mark.parametrize("address", ["review/", "review/rest/", "review/repeat/", "remarks/"])
def test_who_may_review(signed_in, stranger, preparer, submission, address):
    target = f"/submissions/{submission.pk}/{address}"
    assert signed_in(stranger).post(target).status_code == 404
    assert signed_in(preparer).post(target).status_code == 403


def test_the_number_of_queries_does_not_grow(signed_in, reviewer, submission, django_assert_max_num_queries):
    client = signed_in(reviewer)
    with django_assert_max_num_queries(30):
        client.get(path(submission))

"""审核: the queue, the frozen version, and the verbs that answer it."""

from decimal import Decimal

import pytest

from departments import workflow
from departments.models import Assessment, AuditEvent, Indicator
from tests import factories


def verb(client, submission, name, **data):
    path = f"/assessments/{submission.assessment.pk}/{name}/"
    return client.post(path, {"sha256": submission.sha256} | data)


def status(submission):
    return Assessment.objects.get(pk=submission.assessment.pk).status


def test_the_queue_shows_score_and_grade(signed_in, reviewer, submission):
    page = signed_in(reviewer).get("/reviews/").content.decode()
    assert "东湖区商务局" in page
    assert "77.00" in page
    assert f'href="/submissions/{submission.pk}/">审核</a>' in page


def test_an_empty_queue_says_so(signed_in, stranger):
    assert "没有等待您审核的自评" in signed_in(stranger).get("/reviews/").content.decode()


def test_the_frozen_version_does_not_follow_the_tables(signed_in, reviewer, submission):
    Indicator.objects.update(name="后来改的名字")
    page = signed_in(reviewer).get(f"/submissions/{submission.pk}/").content.decode()
    assert "引进重点企业数" in page
    assert "后来改的名字" not in page
    assert submission.sha256 in page


@pytest.mark.parametrize("path", ["/submissions/{0.pk}/", "/assessments/{0.assessment.pk}/submissions/"])
def test_strangers_find_no_submission(path, signed_in, stranger, submission):
    assert signed_in(stranger).get(path.format(submission)).status_code == 404


def test_a_reviewer_is_led_from_the_self_assessment_to_its_submission(signed_in, reviewer, submission):
    response = signed_in(reviewer).get(f"/assessments/{submission.assessment.pk}/")
    assert response.url == f"/submissions/{submission.pk}/"


def test_approve(signed_in, reviewer, submission):
    response = verb(signed_in(reviewer), submission, "approve")
    assert response.url == "/reviews/"
    assert status(submission) == "approved"


def test_return_needs_a_reason_and_keeps_what_was_typed(signed_in, reviewer, submission):
    client = signed_in(reviewer)
    refused = verb(client, submission, "return_for_revision", reason="  ")
    assert refused.status_code == 409
    assert "请填写退回的理由" in refused.content.decode()
    too_long = verb(client, submission, "return_for_revision", reason="改" * 2001)
    assert "改" * 2001 in too_long.content.decode()
    assert status(submission) == "submitted"

    verb(client, submission, "return_for_revision", reason="请核实第一项指标。")
    assert status(submission) == "returned"


def test_the_reason_is_read_by_the_preparer(signed_in, reviewer, preparer, submission):
    verb(signed_in(reviewer), submission, "return_for_revision", reason="请核实第一项指标。")
    page = signed_in(preparer).get(f"/assessments/{submission.assessment.pk}/").content.decode()
    assert "请核实第一项指标。" in page


def test_an_outdated_version_is_not_answered(signed_in, reviewer, preparer, submission):
    assessment = submission.assessment
    workflow.withdraw(assessment, by=preparer)
    Indicator.objects.filter(name="引进重点企业数").update(actual=Decimal(80))
    factories.explain_everything(assessment)
    factories.submission(assessment, by=preparer)
    client = signed_in(reviewer)
    response = verb(client, submission, "approve")

    assert response.status_code == 409
    assert "不是最新送审稿" in response.content.decode()
    assert status(submission) == "submitted"
    old = client.get(f"/submissions/{submission.pk}/").content.decode()
    assert "这不是最新的一稿" in old
    assert "确定审核通过" not in old


@pytest.mark.variations
@pytest.mark.parametrize("name", ["approve", "return_for_revision", "recommend", "publish"])
def test_a_preparer_does_not_review(name, signed_in, preparer, submission):
    response = verb(signed_in(preparer), submission, name, reason="x")
    assert response.status_code in (403, 409)
    assert status(submission) == "submitted"


@pytest.mark.variations
@pytest.mark.parametrize("name", ["approve", "withdraw", "submit"])
def test_a_stranger_finds_no_verb(name, signed_in, stranger, submission):
    assert verb(signed_in(stranger), submission, name).status_code == 404


def test_verbs_are_posts(signed_in, reviewer, submission):
    client = signed_in(reviewer)
    assert client.get(f"/assessments/{submission.assessment.pk}/approve/").status_code == 405
    assert client.post(f"/assessments/{submission.assessment.pk}/delete/").status_code == 404


def test_publish_and_its_way_back(signed_in, manager, approved):
    client, submission = signed_in(manager), approved.submissions.first()
    verb(client, submission, "publish")
    assert status(submission) == "published"
    verb(client, submission, "unpublish", reason="数字有误")
    assert status(submission) == "published"
    verb(client, submission, "unpublish", reason="数字有误", cause="figures")
    assert status(submission) == "approved"
    assert AuditEvent.objects.get(verb="unpublish").why == "数据填报有误：数字有误"


def test_what_was_approved_is_opened_again_for_a_cause_of_the_list(signed_in, manager, approved):
    client, submission = signed_in(manager), approved.submissions.first()
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "审计、巡察或财政检查要求更正" in page
    answer = verb(client, submission, "reopen", reason="决算批复有调整")
    assert answer.status_code == 409
    assert "请从列表中选择原因" in answer.content.decode()
    assert "决算批复有调整" in answer.content.decode()

    verb(client, submission, "reopen", reason="决算批复有调整", cause="policy")
    assert AuditEvent.objects.get(verb="reopen").why == "政策口径或评分方法调整：决算批复有调整"


def test_the_history_lists_every_version_with_its_hash(signed_in, preparer, submission):
    page = signed_in(preparer).get(f"/assessments/{submission.assessment.pk}/submissions/").content.decode()
    assert "第1稿" in page
    assert submission.sha256 in page
    assert f"/submissions/{submission.pk}/document.pdf" in page


@pytest.mark.slow
def test_the_queue_is_a_fixed_number_of_queries(
    signed_in, reviewer, submission, django_assert_max_num_queries
):
    client, counts = signed_in(reviewer), []
    for _ in range(2):
        with django_assert_max_num_queries(15) as queries:
            client.get("/reviews/")
        counts.append(len(queries.captured_queries))
        for _ in range(2):
            place = factories.department(parent=submission.assessment.fiscal_year.authority)
            row = factories.complete_assessment(place, submission.assessment.fiscal_year)
            factories.submission(row, by=factories.member(place, "preparer"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("status", "number"), [("submitted", 1), ("returned", 1), ("draft", 1)])
def test_what_was_ever_submitted_is_counted_among_the_rest(signed_in, preparer, submission, status, number):
    turn = submission.assessment.stage if status == "submitted" else None
    Assessment.objects.filter(pk=submission.assessment.pk).update(status=status, stage=turn)
    factories.assessment(
        submission.assessment.department,
        factories.fiscal_year(submission.assessment.fiscal_year.authority, year=2024),
    )

    context = signed_in(preparer).get("/reviews/?year=all").context

    assert context["others"].paginator.count == len(context["others"]) == number


@pytest.mark.slow
def test_a_frozen_version_is_a_fixed_number_of_queries(
    signed_in, reviewer, submission, django_assert_max_num_queries
):
    client, counts = signed_in(reviewer), []
    place = factories.department(parent=submission.assessment.fiscal_year.authority)
    large = factories.complete_assessment(place, submission.assessment.fiscal_year)
    Indicator.objects.filter(goal__assessment=large).update(weight=Decimal(20))
    for _ in range(40):
        factories.indicator(large.goals.get(), weight=Decimal(1))
    factories.explain_everything(large)
    frozen = factories.submission(large, by=factories.member(place, "preparer"))
    for one in (submission, frozen):
        with django_assert_max_num_queries(30) as queries:
            client.get(f"/submissions/{one.pk}/")
        counts.append(len(queries.captured_queries))
    assert counts[0] == counts[1]

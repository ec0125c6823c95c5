"""工作台: what waits for whom, and what to do when nothing waits."""

from datetime import timedelta

import pytest

from departments import workflow
from departments.models import Extension
from tests import factories


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_preparer_finds_the_task_and_its_one_next_step(signed_in, preparer, assessment):
    page = text(signed_in(preparer).get("/"))
    assert "东湖区商务局部门整体绩效自评" in page
    assert "还有30天" in page
    assert f'href="/assessments/{assessment.pk}/">继续填报</a>' in page
    assert "待我审核" not in page


def test_an_overdue_task_says_by_how_much(signed_in, preparer, assessment, fiscal_year):
    fiscal_year.due -= timedelta(days=33)
    fiscal_year.save()
    assert "已逾期3天" in text(signed_in(preparer).get("/"))


def test_an_extension_moves_the_date(signed_in, preparer, assessment, fiscal_year, manager):
    until = fiscal_year.closes + timedelta(days=40)
    Extension.objects.create(
        fiscal_year=fiscal_year,
        department=assessment.department,
        closes=until,
        reason="疫情",
        granted_by=manager,
    )
    assert "还有100天" in text(signed_in(preparer).get("/"))


def test_nothing_to_do_says_what_happens_next(signed_in, stranger):
    assert "现在没有您的填报任务" in text(signed_in(stranger).get("/"))


def test_a_reviewer_finds_the_queue(signed_in, reviewer, submission):
    page = text(signed_in(reviewer).get("/"))
    assert "待我审核" in page
    assert "去审核" in page
    assert "我的任务" not in page


def test_a_returned_one_is_back_on_the_desk(signed_in, preparer, reviewer, submission):
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="请补充")
    assert ">修改</a>" in text(signed_in(preparer).get("/"))


def test_a_manager_sees_the_progress_of_drafts_without_a_way_in(signed_in, manager, assessment):
    page = text(signed_in(manager).get("/"))
    assert "各部门进度" in page
    assert "未送审" in page
    assert f'href="/assessments/{assessment.pk}/"' not in page


@pytest.mark.variations
@pytest.mark.parametrize("role", ["preparer", "manager", "reviewer"])
def test_the_desk_is_a_fixed_number_of_queries(
    role, request, signed_in, submission, django_assert_max_num_queries
):
    client = signed_in(request.getfixturevalue(role))
    counts = []
    for number in (1, 2):
        with django_assert_max_num_queries(16) as queries:
            client.get("/")
        counts.append(len(queries.captured_queries))
        submit_more(submission, year=2020 + number)
    assert counts[0] == counts[1]


def submit_more(submission, *, year):
    """Another year of the same department, and another department of the same year."""
    department, authority = submission.assessment.department, submission.assessment.fiscal_year.authority
    another = factories.department(parent=authority)
    for place, of in (
        (department, factories.fiscal_year(authority, year=year)),
        (another, submission.assessment.fiscal_year),
    ):
        person = factories.member(place, "preparer")
        factories.submission(factories.complete_assessment(place, of), by=person)


def test_who_only_reads_the_record_is_led_to_it(signed_in, authority):
    auditor = factories.member(authority, "audit_admin")
    page = signed_in(auditor).get("/").content.decode()

    assert "现在没有您的填报任务" not in page
    assert 'href="/audit/">审计记录</a>' in page

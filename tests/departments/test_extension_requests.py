"""延期申请: asked by the department, answered by the manager, told both ways."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from departments import extension_requests, notices
from departments.extension_requests import NotAllowed, answer, ask
from departments.models import AuditEvent, Deputy, Extension, Membership
from departments.years import extending

Status = extension_requests.Status


@pytest.fixture
def later(fiscal_year):
    return fiscal_year.closes + timedelta(days=10)


@pytest.fixture
def asked(assessment, preparer, manager, later):
    return ask(assessment, until=later, reason="系统迁移", by=preparer)


def inbox(person):
    return [row.text for row in notices.of(person).filter(read_at=None)]


def test_a_granted_one_extends_and_tells(asked, preparer, manager, later):
    assert inbox(manager) == [f"东湖区商务局申请延期至{later}，等待您答复。"]

    answer(asked, granted=True, text="", by=manager)

    assert Extension.objects.get().closes == later
    assert (inbox(manager), inbox(preparer)) == ([], [f"东湖区财政局已批准延期，可送审至{later}。"])
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["ask_extension", "extend", "grant_extension"]


def test_a_declined_one_says_why(asked, preparer, manager, later):
    with pytest.raises(NotAllowed, match="请写明不批准的理由"):
        answer(asked, granted=False, text=" ", by=manager)

    answer(asked, granted=False, text="时间足够", by=manager)

    assert not Extension.objects.exists()
    told = notices.of(preparer).get()
    assert (told.text, told.detail) == (f"东湖区财政局没有批准延期至{later}的申请。", "时间足够")


def test_a_day_that_has_been_overtaken_is_not_granted(asked, fiscal_year, department, manager, later):
    longer = later + timedelta(days=5)
    extending.extend(fiscal_year, [department.pk], closes=longer, reason="统一延期", by=manager)

    with pytest.raises(NotAllowed, match=f"现在可以送审到{longer}"):
        answer(asked, granted=True, text="", by=manager)

    asked.refresh_from_db()
    assert (asked.status, Extension.objects.get().closes) == (Status.ASKED, longer)
    answer(asked, granted=False, text="已统一延期", by=manager)


def test_a_day_that_has_passed_is_not_granted(asked, fiscal_year, manager):
    fiscal_year.opens, fiscal_year.due, fiscal_year.closes = (
        timezone.localdate() - timedelta(days=x) for x in (30, 20, 10)
    )
    fiscal_year.save()
    asked.until = timezone.localdate()
    asked.save()

    with pytest.raises(NotAllowed, match="不能批准"):
        answer(asked, granted=True, text="", by=manager)


def test_one_at_a_time_and_each_answered_once(asked, assessment, preparer, manager, later):
    with pytest.raises(NotAllowed, match="请勿重复申请"):
        ask(assessment, until=later, reason="再次申请", by=preparer)
    answer(asked, granted=False, text="时间足够", by=manager)
    with pytest.raises(NotAllowed, match="请勿重复操作"):
        answer(asked, granted=True, text="", by=manager)

    assert ask(assessment, until=later, reason="情况有变", by=preparer).status == Status.ASKED


def test_what_makes_no_sense_is_refused(assessment, preparer, fiscal_year, later):
    with pytest.raises(NotAllowed, match="应晚于这一天"):
        ask(assessment, until=fiscal_year.closes, reason="搬迁", by=preparer)
    with pytest.raises(NotAllowed, match="请填写申请延期的理由"):
        ask(assessment, until=later, reason=" ", by=preparer)


def test_what_is_submitted_needs_no_more_time(submission, preparer, later):
    with pytest.raises(NotAllowed, match="不需要延期"):
        ask(submission.assessment, until=later, reason="搬迁", by=preparer)


def test_nobody_else_asks_and_nobody_grants_the_own(asked, assessment, stranger, reviewer, preparer, later):
    for person in (stranger, reviewer):
        with pytest.raises(PermissionDenied):
            ask(assessment, until=later, reason="搬迁", by=person)
        with pytest.raises(PermissionDenied):
            answer(asked, granted=True, text="", by=person)
    Membership.objects.create(user=preparer, department=assessment.fiscal_year.authority, role="manager")
    del preparer._memberships_in_force
    with pytest.raises(PermissionDenied):
        answer(asked, granted=True, text="", by=preparer)


def test_who_deputizes_is_told_too(assessment, preparer, reviewer, manager, fiscal_year, later):
    today = fiscal_year.opens + timedelta(days=30)
    Deputy.objects.create(
        membership=manager.memberships.get(), deputy=reviewer, begins=today, ends=today, reason="出差"
    )

    ask(assessment, until=later, reason="系统迁移", by=preparer)

    assert len(inbox(manager)) == len(inbox(reviewer)) == 1


# --- pages ------------------------------------------------------------------------------------


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.slow
def test_the_officer_asks_and_the_manager_answers_on_the_same_page(
    signed_in, preparer, manager, assessment, later
):
    address, client = f"/assessments/{assessment.pk}/extension/", signed_in(preparer)
    assert f'href="{address}"' in text(client.get(f"/assessments/{assessment.pk}/"))
    assert "请填写理由。" in text(client.post(address, {"until": str(later), "reason": ""}), 422)
    page = text(client.post(address, {"until": str(later), "reason": "系统迁移"}, follow=True))
    assert "延期申请已提交" in page
    assert "等待财政部门答复" in page

    row, boss = assessment.extension_requests.get(), signed_in(manager)
    assert "不批准" in text(boss.get(address))
    assert "请写明不批准的理由" in text(
        boss.post(f"{address}{row.pk}/answer/", {"granted": "0", "text": ""}, follow=True)
    )
    page = text(boss.post(f"{address}{row.pk}/answer/", {"granted": "1"}, follow=True))

    assert "已答复" in page
    assert Extension.objects.get().closes == later


@pytest.mark.slow
def test_a_neighbour_finds_nothing(signed_in, stranger, asked):
    address = f"/assessments/{asked.assessment_id}/extension/"

    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(stranger).post(f"{address}{asked.pk}/answer/", {"granted": "1"}).status_code == 404

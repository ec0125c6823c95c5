"""The manager's page of 分派审核, and what the assigned person meets."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.models import Assignment, AuditEvent
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def firm(authority):
    return factories.firm(authority)


@pytest.fixture
def address(fiscal_year):
    return reverse("departments:assignments", args=[fiscal_year.pk])


def asked(firm, *assessments, **more):
    ends = timezone.localdate() + timedelta(days=10)
    terms = {"to": f"firm-{firm.pk}", "ends": str(ends), "reason": "委托评价", "replaces": "1"}
    return terms | {"chosen": [x.pk for x in assessments]} | more


def test_many_departments_are_assigned_at_once(
    signed_in, manager, submission, other_department, fiscal_year, firm, address
):
    other = factories.assessment(other_department, fiscal_year)

    answer = signed_in(manager).post(address, asked(firm, submission.assessment, other), follow=True)

    text = answer.content.decode()
    assert "已把2个部门分派给公正会计师事务所" in text
    assert Assignment.objects.filter(firm=firm, ended_at=None).count() == 2
    assert 'class="num">2</td><td class="num">1</td><td class="num">0</td>' in text


def test_every_department_of_the_narrowed_list_is_meant_by_one_tick(
    signed_in, manager, authority, assessment, fiscal_year, firm, address
):
    for number in range(60):
        factories.assessment(factories.department(f"街道{number}", parent=authority), fiscal_year)

    signed_in(manager).post(f"{address}?name=街道", asked(firm, everything="1"))

    assert Assignment.objects.count() == 60


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in, manager, assessment, firm, address):
    answer = signed_in(manager).post(address, asked(firm, assessment, reason="", ends="明天"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写分派的理由。" in text
    assert "截止日期应写成2025-12-31。" in text
    assert f'value="{assessment.pk}" aria-label="选择东湖区商务局" checked' in text
    assert 'value="明天"' in text
    assert not Assignment.objects.exists()


def test_nothing_ticked_is_told(signed_in, manager, assessment, firm, address):
    answer = signed_in(manager).post(address, asked(firm))

    assert "请先勾选部门。" in answer.content.decode()


def test_taking_back_needs_a_reason_and_acts_at_once(signed_in, manager, submission, firm, address, client):
    chosen = {"chosen": [submission.assessment_id], "take_back": "1"}
    signed_in(manager).post(address, asked(firm, submission.assessment))
    expert = factories.of_firm(firm)
    page = reverse("departments:submission_detail", args=[submission.pk])
    assert signed_in(expert).get(page).status_code == 200

    assert "请填写收回的理由。" in signed_in(manager).post(address, chosen).content.decode()
    signed_in(manager).post(address, chosen | {"take_back_reason": "合同到期"})

    assert signed_in(expert).get(page).status_code == 404
    assert AuditEvent.objects.filter(verb="take_back_assignment").get().reason == "合同到期"


@pytest.mark.parametrize("held", ["none", "open", "over", "firm"])
def test_the_list_is_narrowed_by_what_is_assigned(
    signed_in, manager, assessment, other_department, fiscal_year, firm, address, held
):
    other = factories.assessment(other_department, fiscal_year)
    days = -1 if held == "over" else 5
    Assignment.objects.create(
        assessment=other, firm=firm, ends=timezone.localdate() + timedelta(days=days), reason="委托",
        assigned_by=manager,
    )  # fmt: skip
    asked_for = f"firm-{firm.pk}" if held == "firm" else held

    text = signed_in(manager).get(address, {"held": asked_for}).content.decode()

    assert ("选择东湖区商务局" in text) == (held == "none")
    assert ("选择东湖区教育局" in text) == (held != "none")


def test_the_firms_person_finds_the_way_to_the_review(signed_in, manager, submission, firm, address):
    signed_in(manager).post(address, asked(firm, submission.assessment))
    expert = signed_in(factories.of_firm(firm))

    assert "东湖区商务局" in expert.get("/").content.decode()
    assert "批量建议通过" in expert.get("/reviews/").content.decode()
    page = expert.get(reverse("departments:reviewed_lines", args=[submission.pk])).content.decode()
    assert "其余同自评" in page
    assert expert.get("/samples/").status_code == 403
    assert expert.get("/findings/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(
    django_assert_num_queries, signed_in, manager, authority, fiscal_year, firm, address, count
):
    client = signed_in(manager)
    client.get(address)
    for _ in range(count):
        row = factories.assessment(factories.department(parent=authority), fiscal_year)
        Assignment.objects.create(
            assessment=row, firm=firm, ends=timezone.localdate(), reason="委托", assigned_by=manager
        )

    with django_assert_num_queries(14):
        client.get(address)


def test_a_firm_is_set_up_with_its_people_by_the_manager(signed_in, manager, authority):
    client = signed_in(manager)
    client.post(
        reverse("admin:departments_firm_add"),
        {
            "authority": authority.pk,
            "name": "诚信事务所",
            "credit_code": "91350100M000100Y43",
            "contact": "钱七",
        },
    )
    person = factories.user("孙八")
    page = client.get(reverse("admin:departments_user_add")).content.decode()

    assert "诚信事务所" in page
    assert AuditEvent.objects.filter(verb="set_up_add", target="第三方机构 诚信事务所").exists()
    assert person.memberships.count() == 0

"""一人兼岗: four eyes, and the recorded setting that lets one person take two steps."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from departments import access, deputizing, set_up, workflow
from departments.models import AuditEvent, DualDuty, Membership, User
from tests import factories


@pytest.fixture
def duty(fiscal_year, manager):
    """Registers the waiver for a body and a step."""

    def register(body, step):
        return DualDuty.objects.create(
            fiscal_year=fiscal_year, department=body, step=step, reason="全局只有一人", granted_by=manager
        )

    return register


@pytest.fixture
def alone(submission, authority, fiscal_year):
    """The only person of the authority: reviewer and manager, in a year of two steps."""
    fiscal_year.two_step = True
    fiscal_year.save()
    return factories.member(authority, "reviewer", "manager")


def the_reason(verb):
    return AuditEvent.objects.get(verb=verb).reason


@pytest.mark.parametrize("is_waived", [False, True])
def test_who_recommended_approves_only_where_it_is_waived(submission, alone, authority, duty, is_waived):
    if is_waived:
        duty(authority, "approve")
    workflow.recommend(submission.assessment, by=alone)

    assert access.review_queue(alone).exists() == is_waived
    if is_waived:
        workflow.approve(submission.assessment, by=alone)
        assert the_reason("approve") == "一人兼岗（建议通过人可审核通过）：全局只有一人"
    else:
        with pytest.raises(PermissionDenied):
            workflow.approve(submission.assessment, by=alone)


@pytest.mark.parametrize("is_waived", [False, True])
def test_who_approved_publishes_only_where_it_is_waived(submission, manager, authority, duty, is_waived):
    if is_waived:
        duty(authority, "publish")
    workflow.approve(submission.assessment, by=manager)

    if is_waived:
        workflow.publish(submission.assessment, by=manager)
        assert the_reason("publish").startswith("一人兼岗（审核通过人可公开）")
    else:
        with pytest.raises(PermissionDenied):
            workflow.publish(submission.assessment, by=manager)


@pytest.mark.parametrize("is_waived", [False, True])
def test_who_edited_last_signs_only_where_it_is_waived(
    assessment, fiscal_year, department, preparer, duty, is_waived
):
    from django.db import transaction

    from departments import audit

    fiscal_year.head_signs = True
    fiscal_year.save()
    Membership.objects.create(user=preparer, department=department, role="head")
    with transaction.atomic():
        audit.record("edit", by=preparer, target=assessment, assessment=assessment)
    if is_waived:
        duty(department, "sign")
    workflow.submit(assessment, by=preparer)

    if is_waived:
        workflow.sign(assessment, by=preparer)
        assert the_reason("sign").startswith("一人兼岗（最后编辑人可签批）")
    else:
        with pytest.raises(PermissionDenied):
            workflow.sign(assessment, by=preparer)


def test_a_waiver_nobody_needed_is_not_named(submission, manager, other_manager, authority, duty):
    duty(authority, "publish")
    workflow.approve(submission.assessment, by=manager)
    workflow.publish(submission.assessment, by=other_manager)

    assert the_reason("publish") == ""


def test_a_waiver_is_for_its_own_body_and_year(submission, manager, department, other_department, duty):
    duty(other_department, "sign")

    for step, body in (("approve", department), ("publish", other_department)):
        with pytest.raises(ValidationError, match="单位应为东湖区财政局"):
            DualDuty(fiscal_year=submission.assessment.fiscal_year, department=body, step=step).clean()


def _registering(fiscal_year, authority):
    """What the page of the year posts."""
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data = {f"dual_duties-{name}": value for name, value in counts.items()}
    data |= {f"extensions-{name}": 0 for name in counts}
    data |= {"dual_duties-0-department": authority.pk, "dual_duties-0-step": "publish"}
    data |= {"dual_duties-0-reason": "全局只有一人"}
    data |= {x: getattr(fiscal_year, x) for x in ("year", "opens", "due", "closes")}
    data |= {x: getattr(fiscal_year, f"{x}_id") for x in ("authority", "scheme", "project_scheme", "outline")}
    return data


def test_it_is_registered_on_the_page_of_the_year(signed_in, manager, fiscal_year, authority):
    response = signed_in(manager).post(
        reverse("admin:departments_fiscalyear_change", args=[fiscal_year.pk]),
        _registering(fiscal_year, authority),
    )

    assert response.status_code == 302
    assert DualDuty.objects.get().granted_by == manager
    assert AuditEvent.objects.get().changes[0]["new"] == "东湖区财政局审核通过人可公开"


def test_a_deputy_of_the_manager_grants_none(signed_in, manager, reviewer, fiscal_year, authority):
    today = timezone.localdate()
    role = manager.memberships.get()
    deputizing.hand_over(role, deputizing.Terms(reviewer, today, today, "出差"), by=manager)
    address = reverse("admin:departments_fiscalyear_change", args=[fiscal_year.pk])

    response = signed_in(reviewer).post(address, _registering(fiscal_year, authority))

    assert response.status_code == 302
    assert not DualDuty.objects.exists()
    page = signed_in(reviewer).get(address).content.decode()
    assert "dual_duties-0-reason" not in page
    assert not set_up.may_grant_dual_duty(User.objects.get(pk=reviewer.pk), fiscal_year)

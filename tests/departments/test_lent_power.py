"""代理: what a lent role does not give for good, and whose own part in a matter counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from departments import access, api_clients, deputizing, rectifying, set_up
from departments.access import clients
from departments.deputizing import Terms
from departments.enrolment.writing import may_enrol
from departments.models import FiscalYear, Membership, User
from departments.webhooks import managing
from tests import factories


def anew(person):
    """As the next request reads them."""
    return User.objects.get(pk=person.pk)


def lend(role, deputy):
    today = timezone.localdate()
    deputizing.hand_over(role, Terms(deputy, today, today + timedelta(days=7), "出差"), by=anew(role.user))
    return anew(deputy)


@pytest.fixture
def deputy(manager, reviewer):
    """审核人 who is 财政管理员 for some days."""
    return lend(manager.memberships.get(), reviewer)


def test_a_deputy_gives_no_roles_and_touches_no_accounts(deputy, preparer, manager):
    assert (set_up.grants(deputy), set_up.sees(deputy, User), may_enrol(deputy)) == ((), False, False)
    assert not set_up.may_change_account(deputy, preparer)
    assert not set_up.memberships(deputy).exists()
    assert set_up.changes(deputy, FiscalYear)
    assert set_up.may_change_account(anew(manager), preparer)


def test_who_manages_elsewhere_gives_no_roles_where_they_deputize(manager, department):
    elsewhere = factories.authority("西湖区财政局")
    person = factories.member(elsewhere, "manager")
    Membership.objects.create(user=person, department=manager.memberships.get().department, role="reviewer")
    person = lend(manager.memberships.get(), person)

    assert set_up.departments(person).filter(pk=department.pk).exists()
    assert list(set_up.departments_for_roles(person)) == [elsewhere]
    assert clients.client_authorities(person) == [elsewhere]


def test_a_deputy_finds_no_page_of_accounts(signed_in, deputy):
    client = signed_in(deputy)

    assert client.get(reverse("admin:departments_user_changelist")).status_code == 403
    assert client.get(reverse("admin:departments_fiscalyear_changelist")).status_code == 200
    assert client.get(reverse("reports:enrolment")).status_code == 403


def test_a_deputy_makes_no_token_and_no_webhook(deputy, authority):
    with pytest.raises(PermissionDenied):
        api_clients.make(
            name="平台",
            department=authority,
            kinds=["results"],
            ends=timezone.localdate(),
            by=deputy,
        )
    with pytest.raises(PermissionDenied):
        managing.make(name="平台", department=authority, address="https://a.example", verbs=[], by=deputy)


def test_a_deputy_waives_and_rectifies_nothing_that_the_absent_person_prepared(
    submission, preparer, authority, reviewer
):
    assert access.may_waive(anew(preparer), submission.assessment) is False
    lent = Membership.objects.create(user=preparer, department=authority, role="manager")
    preparer.memberships.exclude(pk=lent.pk).delete()
    assert not access.may_waive(anew(preparer), submission.assessment)
    reviewer.memberships.update(role="head")
    person = lend(lent, reviewer)

    assert access.is_manager(person, submission.assessment)
    assert not access.may_waive(person, submission.assessment)
    with pytest.raises(PermissionDenied):
        rectifying.issue(
            submission, key="", problem="不足", requirement="补充", due=timezone.localdate(), by=person
        )


@pytest.mark.parametrize("may", [access.may_waive, access.may_extend])
def test_a_deputy_grants_nothing_to_the_department_of_the_absent_person(
    assessment, manager, deputy, department, may
):
    assert may(deputy, assessment)

    Membership.objects.create(user=manager, department=department, role="head")

    assert not may(anew(deputy), assessment)

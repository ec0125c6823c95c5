"""An event without a self-assessment files where its business is, not where its actor belongs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from departments import api_clients, deputizing, sampling
from departments.models import AuditEvent, Membership, User
from departments.monitoring import rounds
from departments.years import extending, issuing
from tests import factories


@pytest.fixture
def person(manager, authority):
    """财政管理员 of another authority, who deputizes here for some days; the own role is the first one."""
    elsewhere = factories.authority("西湖区财政局", code="330106")
    person = factories.member(elsewhere, "manager")
    Membership.objects.create(user=person, department=authority, role="reviewer")
    today = timezone.localdate()
    terms = deputizing.Terms(person, today, today, "出差")
    deputizing.hand_over(manager.memberships.get(), terms, by=manager)
    return User.objects.get(pk=person.pk)


def open_round(year, by):
    rounds.open_round(year, months=7, opens=year.opens, due=year.due, by=by)


def draw(year, by):
    department = year.authority.children.get()
    filed = factories.complete_assessment(department, year)
    factories.submission(filed, by=factories.member(department, "preparer", "head"))
    sampling.take(year.authority, year, size=1, seed="7", note="", by=by)


EVENTS = {
    "issue": lambda year, by: issuing.issue(year, by=by),
    "extend": lambda year, by: extending.extend(
        year, [year.authority.children.get().pk], closes=year.closes, reason="搬迁", by=by
    ),
    "monitoring_open": open_round,
    "sample": draw,
}


@pytest.mark.parametrize("verb", EVENTS)
def test_what_a_deputy_does_files_where_they_deputize(person, manager, fiscal_year, department, verb):
    EVENTS[verb](fiscal_year, person)

    event = AuditEvent.objects.filter(verb=verb).get()
    assert event.department_path == fiscal_year.authority.path
    assert (event.actor, event.acting_for) == (person, None if verb == "sample" else manager)


def test_handing_over_files_where_the_role_is(person, authority):
    assert AuditEvent.objects.get(verb="deputize").department_path == authority.path


def test_what_is_set_up_files_where_it_belongs(person, signed_in, fiscal_year, authority):
    data = {x: getattr(fiscal_year, x) for x in ("year", "opens", "closes")}
    data |= {x: getattr(fiscal_year, f"{x}_id") for x in ("authority", "scheme", "project_scheme", "outline")}
    data["due"] = fiscal_year.due + timedelta(days=1)
    for name in ("extensions", "dual_duties"):
        data |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}
    signed_in(person).post(reverse("admin:departments_fiscalyear_change", args=[fiscal_year.pk]), data)

    assert AuditEvent.objects.get(verb="set_up_change").department_path == authority.path


def test_a_client_of_programs_files_where_it_reads(manager, department, fiscal_year):
    client, _ = api_clients.make(
        name="平台", department=department, kinds=[], ends=fiscal_year.closes, by=manager
    )
    api_clients.note(client, "results")

    paths = AuditEvent.objects.filter(verb__in=("api_client", "export")).values_list(
        "department_path", flat=True
    )
    assert set(paths) == {department.path}

"""下达 to many departments: a job that shows how far it is, survives kills and issues nobody twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from departments import batch_items, batches, once
from departments.models import Assessment, AuditEvent, Batch, BatchItem, Membership
from departments.years import long_issuing
from reports.batches import tasks
from tests import factories


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Two departments are many, and one item."""
    monkeypatch.setattr(long_issuing, "IMMEDIATE", 1)
    monkeypatch.setattr(long_issuing, "CHUNK", 2)


@pytest.fixture
def five(authority):
    return [factories.department(f"部门{n}", parent=authority, code=f"42011140{n}") for n in range(5)]


@pytest.fixture
def begin(signed_in, manager, fiscal_year, five):
    """Press the button of the page that asks; pressed again with the same key, it is the same click."""
    client, key = signed_in(manager), once.new_key()

    def pressed():
        address = reverse("departments:year_act", args=[fiscal_year.pk])
        asked = {"act": "issue", "all": "1"}
        shown = client.post(address, asked)
        digest = shown.context["chosen"].digest if shown.context else ""
        return client.post(address, asked | {"digest": digest, "once": key})

    return pressed


@pytest.fixture
def job(begin) -> Batch:
    begin()
    return Batch.objects.get()


def work_off(most=99):
    for _ in range(most):
        if item := batch_items.claim():
            tasks.carry_out(item)


def issued(year) -> int:
    return Assessment.objects.filter(fiscal_year=year).count()


def test_the_button_leads_to_a_job_and_the_job_issues_everybody(begin, fiscal_year, five):
    answer = begin()
    job = Batch.objects.get()
    assert (answer.url, issued(fiscal_year)) == (job.get_absolute_url(), 0)
    wanted = job.options["departments"]

    work_off()

    job.refresh_from_db()
    found = batches.progress(job)
    assert set(Assessment.objects.filter(fiscal_year=fiscal_year).values_list("department", flat=True)) == {
        *wanted
    }
    assert (found.reached, found.whole, found.percent) == (len(wanted), len(wanted), 100)
    assert (job.kind, bool(job.finished_at)) == ("issue", True)
    assert AuditEvent.objects.filter(verb="issue").count() == job.items.count() - 1


def test_half_way_the_page_says_how_many_departments(job, signed_in, manager):
    work_off(1)

    page = signed_in(manager).get(job.get_absolute_url()).content.decode()

    assert f"<strong>2</strong>/{len(job.options['departments'])}个部门" in page
    assert "回到年度" in page


@pytest.mark.slow
def test_what_a_killed_worker_left_is_done_and_nobody_is_issued_twice(job, fiscal_year):
    item = batch_items.claim()
    tasks.make(item)  # issued, and killed before it could say so
    BatchItem.objects.filter(pk=item.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    work_off()

    assert issued(fiscal_year) == len(job.options["departments"])
    assert {x.state for x in job.items.all()} == {"done"}


def test_a_second_click_finds_the_job(begin, fiscal_year):
    first = begin()

    assert begin().url == first.url
    assert Batch.objects.count() == 1


@pytest.mark.slow
def test_a_cancelled_job_keeps_what_was_issued_and_issues_no_more(job, fiscal_year, manager):
    work_off(1)

    batches.cancel(job, by=manager)
    work_off()

    assert issued(fiscal_year) == 2


def test_who_may_no_longer_set_up_years_issues_nothing(job, fiscal_year, manager):
    Membership.objects.filter(user=manager).delete()

    work_off()

    assert issued(fiscal_year) == 0
    assert {x.error for x in batches.failures(job)} == {"发起人现在不能设置这个年度。"}


@pytest.mark.slow
def test_the_list_of_last_year_is_a_job_too(signed_in, manager, fiscal_year, five, authority):
    before = factories.fiscal_year(authority, year=fiscal_year.year - 1)
    for department in five:
        factories.assessment(department, before)
    client, address = signed_in(manager), reverse("departments:year_start", args=[fiscal_year.pk])
    digest = client.get(address).context["found"].digest

    answer = client.post(address, {"digest": digest, "once": once.new_key()})

    assert answer.url == Batch.objects.get().get_absolute_url()
    work_off()
    assert issued(fiscal_year) == 5


def test_few_departments_are_issued_at_once(begin, fiscal_year, monkeypatch):
    monkeypatch.setattr(long_issuing, "IMMEDIATE", 200)

    begin()

    assert (Batch.objects.count(), issued(fiscal_year) > 4) == (0, True)


def test_a_job_without_a_file_is_started_from_its_own_page_only(signed_in, manager):
    assert signed_in(manager).get("/batches/new/issue/").status_code == 404

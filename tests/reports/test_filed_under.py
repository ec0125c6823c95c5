"""Events of jobs and imports file under the body whose business it is, in whatever order roles are held."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments import batch_items, batches
from departments.audit import reading, replaying, verifying
from departments.models import AuditEvent, Batch, EnrolmentImport, Membership, TreasuryImport
from reports.batches import tasks
from reports.enrolment import importing
from reports.treasury import previewing
from tests import factories

from .test_enrolment import confirm, table
from .test_long_previews import csv
from .test_treasury import ONE, TWO

BUREAU = ("530112400", "西山区民政局", "预算部门", "530112", "是", "是", "")
CLERK = ("minzheng", "王五", "会计", "530112400", "填报人")
HERE = ("420111400", "东湖区民政局", "预算部门", "420111", "是", "是", "")


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(previewing, "IMMEDIATE", 1)
    monkeypatch.setattr(importing, "IMMEDIATE", 1)


@pytest.fixture
def elsewhere(manager):
    """The second authority that the manager of the first one manages, too."""
    other = factories.authority("西山区财政局", code="530112")
    Membership.objects.create(user=manager, department=other, role="manager")
    return other


@pytest.fixture
def client(signed_in, manager, elsewhere):
    return signed_in(manager)


def bureau(authority, number=301):
    return factories.department(
        f"{authority.name}{number}局", code=f"{authority.code}{number}", parent=authority
    )


def work_off():
    while item := batch_items.claim():
        tasks.carry_out(item)


def filed(verb=None) -> list[tuple[str, str]]:
    events = AuditEvent.objects.order_by("number")
    events = events.filter(verb=verb) if verb else events.filter(verb__startswith="batch_")
    return list(events.values_list("verb", "department_path"))


def send(client, page, name, content):
    return client.post(page, {"file": SimpleUploadedFile(name, content)})


def test_a_treasury_table_files_under_the_authority_of_its_year_and_its_rows_under_the_department(
    client, elsewhere, authority
):
    year, place = factories.fiscal_year(elsewhere), bureau(elsewhere)
    factories.assessment(place, year)
    rows = [(place.code, place.name, *x[2:]) for x in (ONE, TWO)]
    send(client, reverse("reports:treasury", args=[year.pk]), "国库.csv", csv(*rows))
    work_off()
    upload = TreasuryImport.objects.get()
    address = reverse("reports:treasury_confirm", args=[upload.pk])
    client.post(address, {"seen": upload.preview["seen"]})
    work_off()

    assert filed() == [("batch_start", elsewhere.path), ("batch_finish", elsewhere.path)] * 2
    assert filed("treasury") == [("treasury", place.path)]
    found = reading.narrowed(AuditEvent.objects.all(), {"department": elsewhere.code})
    assert found.filter(verb="batch_finish").count() == 2
    here = reading.narrowed(AuditEvent.objects.all(), {"department": authority.code})
    assert not here.filter(verb__in=["batch_start", "batch_finish", "treasury"]).exists()


def sent_of(authority, *numbers):
    year = factories.fiscal_year(authority)
    for number in numbers:
        place = bureau(authority, number)
        row = factories.complete_assessment(place, year)
        factories.submission(row, by=factories.member(place, "preparer", username=place.code))
        yield row


@pytest.mark.parametrize("numbers", [(301,), (301, 302)])
def test_a_job_of_documents_files_under_the_department_or_the_authority_it_is_about(
    elsewhere, manager, numbers
):
    rows = list(sent_of(elsewhere, *numbers))
    parts = [(x.pk, x.submissions.get().pk) for x in rows]
    job = batches.start(Batch.Kind.DOCUMENTS, parts, selection="全部", options={"formats": []}, by=manager)
    job.items.filter(number=1).update(state="failed", error="文件太大。")
    batches.retry(job, by=manager)
    batches.cancel(job, by=manager)

    place = rows[0].department if len(rows) == 1 else elsewhere
    assert filed() == [(x, place.path) for x in ("batch_start", "batch_retry", "batch_cancel")]


def test_a_job_about_both_authorities_is_found_in_the_log_of_each(elsewhere, authority, manager):
    rows = [*sent_of(authority, 501), *sent_of(elsewhere, 301)]
    parts = [(x.pk, x.submissions.get().pk) for x in rows]
    batches.start(Batch.Kind.DOCUMENTS, parts, selection="全部", options={"formats": []}, by=manager)

    assert sorted(filed()) == [("batch_start", authority.path), ("batch_start", elsewhere.path)]


@pytest.mark.slow
def test_a_large_table_of_departments_files_under_the_authority_it_is_about(client, elsewhere, authority):
    more = ("530112401", "西山区林业局", "预算部门", "530112", "是", "是", "")
    send(client, reverse("reports:enrolment"), "部门.xlsx", table([BUREAU, more], [CLERK]))
    assert sorted(filed()) == [
        ("batch_start", authority.path),
        ("batch_start", elsewhere.path),
    ]
    work_off()
    address = reverse("reports:enrolment_act", args=[EnrolmentImport.objects.get().pk])
    client.post(address, {"act": "confirm"})
    work_off()
    client.post(address, {"act": "passwords"})

    assert filed()[2:] == [
        ("batch_finish", elsewhere.path), ("batch_start", elsewhere.path), ("batch_finish", elsewhere.path),
    ]  # fmt: skip
    assert filed("enrol") == [("enrol", elsewhere.path)]
    assert filed("export") == [("export", elsewhere.path)]


def test_rows_of_one_department_file_under_that_department(client, elsewhere):
    place = bureau(elsewhere)
    row = ("minzheng", "王五", "", place.code, "填报人")

    confirm(client, send(client, reverse("reports:enrolment"), "表.xlsx", table(people=[row])))

    assert filed("enrol") == [("enrol", place.path)]


def test_a_table_about_both_authorities_leaves_each_its_own_changes_and_rows(
    client, elsewhere, authority, monkeypatch
):
    monkeypatch.setattr(importing, "IMMEDIATE", 100)
    page = reverse("reports:enrolment")
    here = ("jingzheng", "赵六", "", "420111400", "填报人")
    confirm(client, send(client, page, "表.xlsx", table([HERE, BUREAU], [here, CLERK])))

    events = {x.department_path: x for x in AuditEvent.objects.filter(verb="enrol")}
    one, other = events["420111/420111400/"], events["530112/530112400/"]
    for event, own, foreign in (
        (one, ("东湖区民政局", "jingzheng"), ("西山区民政局", "minzheng")),
        (other, ("西山区民政局", "minzheng"), ("东湖区民政局", "jingzheng")),
    ):
        said = str(event.changes) + event.rows
        assert all(x in str(event.changes) and x in event.rows for x in own)
        assert not any(x in said for x in foreign)
    assert list(verifying.verify()) == []
    about = ("420111400", "530112400", "jingzheng", "minzheng")
    assert [str(x) for x in replaying.differences() if any(y in str(x) for y in about)] == []

"""Confirming the treasury's table: what the preview showed or nothing, many rows as a job."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from departments import batch_items, batches
from departments.models import (
    AuditEvent,
    Batch,
    BatchItem,
    BudgetLine,
    Department,
    TreasuryColumns,
    TreasuryImport,
)
from departments.treasury import taking
from reports.batches import leased, tasks
from reports.treasury import previewing
from tests import factories

from .test_treasury import ONE, TWO, book

pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
def preview(signed_in, manager, fiscal_year, department, other_department):
    """Both departments in the file, looked at."""
    for place in (department, other_department):
        factories.assessment(place, fiscal_year)
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(manager)
    file = SimpleUploadedFile("国库.xlsx", book(ONE, TWO))
    return client.get(client.post(reverse("reports:treasury", args=[fiscal_year.pk]), {"file": file}).url)


@pytest.fixture
def confirm(signed_in, manager, preview):
    def confirmed(**changed):
        seen = {"seen": preview.context["seen"]} | changed
        upload = preview.context["upload"]
        return signed_in(manager).post(reverse("reports:treasury_confirm", args=[upload.pk]), seen)

    return confirmed


@pytest.fixture
def job(confirm, monkeypatch) -> Batch:
    """One row is many."""
    monkeypatch.setattr(previewing, "IMMEDIATE", 1)
    confirm()
    return Batch.objects.get()


def work_off():
    while item := batch_items.claim():
        tasks.carry_out(item)


def reason_of(job) -> str:
    return batches.failures(job).get().error


# --- what the preview showed ------------------------------------------------------------------


def test_another_file_may_choose_other_columns_and_units(confirm, fiscal_year):
    kept = {"年初预算数（万元）": "spent", "执行数（万元）": "initial"}
    TreasuryColumns.objects.create(authority=fiscal_year.authority, headings=kept, unit="万元")

    confirm()

    assert str(BudgetLine.objects.get(project=None).initial) == "7000000.00"


def test_columns_chosen_anew_for_this_file_are_shown_again(confirm, preview):
    upload = preview.context["upload"]
    changed = upload.settings | {"columns": upload.settings["columns"] | {"spent": 6, "initial": 8}}
    TreasuryImport.objects.filter(pk=upload.pk).update(settings=changed)

    answer = confirm()

    assert (answer.status_code, BudgetLine.objects.count()) == (409, 0)
    assert "列的对应关系或金额单位在预览之后改过，什么都没有写入" in answer.content.decode()
    confirm(seen=answer.context["seen"])
    assert str(BudgetLine.objects.get(project=None).spent) == "7000000.00"


def test_a_row_that_belongs_to_another_department_now_is_shown_again(confirm, department, other_department):
    Department.objects.filter(pk=department.pk).update(code="x")
    Department.objects.filter(pk=other_department.pk).update(code="420111301")
    Department.objects.filter(pk=department.pk).update(code="420111302")

    answer = confirm()

    assert (answer.status_code, BudgetLine.objects.count()) == (409, 0)
    assert "表中的行与预览时对应得不同" in answer.content.decode()


@pytest.mark.variations
@pytest.mark.parametrize("seen", ["", "x", "." * 300])
def test_what_was_never_shown_is_not_written(confirm, seen):
    assert confirm(seen=seen).status_code == 409
    assert BudgetLine.objects.count() == 0


# --- as a job -----------------------------------------------------------------------------------


def test_many_rows_are_written_by_a_job_that_says_what_it_did(job, signed_in, manager, preview):
    assert BudgetLine.objects.count() == 0

    work_off()

    job.refresh_from_db()
    page = signed_in(manager).get(job.get_absolute_url()).content.decode()
    assert BudgetLine.objects.count() == 2
    assert "写入2个部门：新增2行，更新0行。" in page
    assert "<strong>2</strong>/2行" in page
    assert TreasuryImport.objects.get().status == "confirmed"
    assert AuditEvent.objects.filter(verb="treasury").count() == 2


def test_a_second_click_finds_the_job(job, confirm):
    assert confirm().url == job.get_absolute_url()
    assert Batch.objects.count() == 1


def test_a_worker_killed_after_writing_writes_nothing_twice(job):
    item = batch_items.claim()
    tasks.make(item)
    BatchItem.objects.filter(pk=item.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    work_off()

    job.refresh_from_db()
    assert ({x.state for x in job.items.all()}, bool(job.finished_at)) == ({"done"}, True)
    assert AuditEvent.objects.filter(verb="treasury").count() == 2


def test_a_worker_killed_while_writing_leaves_nothing(job, monkeypatch):
    def killed(*_, **__):
        raise KeyboardInterrupt

    item = batch_items.claim()
    with monkeypatch.context() as patch:
        patch.setattr(taking, "_finish", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.carry_out(item)
    assert BudgetLine.objects.count() == 0

    BatchItem.objects.filter(pk=item.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    work_off()
    assert BudgetLine.objects.count() == 2


def test_a_job_cancelled_while_it_writes_leaves_nothing(job, manager, monkeypatch):
    take = taking.take

    def cancelled_meanwhile(*args, **named):
        taken = take(*args, **named)
        Batch.objects.update(cancelled_at=timezone.now())
        return taken

    monkeypatch.setattr(taking, "take", cancelled_meanwhile)
    item = batch_items.claim()

    tasks.carry_out(item)

    assert BudgetLine.objects.count() == 0
    assert TreasuryImport.objects.get().status == "previewed"


def test_a_job_overtaken_by_new_columns_writes_nothing_and_says_so(job, preview):
    upload = preview.context["upload"]
    changed = upload.settings | {"columns": upload.settings["columns"] | {"spent": 6, "initial": 8}}
    TreasuryImport.objects.filter(pk=upload.pk).update(settings=changed)

    work_off()

    assert BudgetLine.objects.count() == 0
    assert "列的对应关系或金额单位在预览之后改过" in reason_of(job)


def test_a_job_of_a_discarded_file_writes_nothing_and_says_so(job):
    TreasuryImport.objects.all().delete()

    work_off()

    assert "已被放弃" in reason_of(job)


def test_the_preview_leads_to_the_job_while_it_is_open(job, preview, signed_in, manager):
    page = signed_in(manager).get(preview.request["PATH_INFO"]).content.decode()

    assert "正在写入，看进度" in page
    assert "确认导入" not in page


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_how_far_a_long_transaction_is_can_be_seen_from_outside(job, monkeypatch):
    monkeypatch.setattr(leased, "EVERY", 0.0)
    seen: list[int] = []
    into = taking._into

    def looked_at(*args):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        return into(*args)

    def look():
        seen.append(batches.progress(job).reached)
        connection.close()

    monkeypatch.setattr(taking, "_into", looked_at)
    work_off()

    assert seen == [0, 1]


def test_a_project_renamed_after_the_preview_is_shown_again(confirm, preview, other_department):
    assessment = other_department.assessments.get()
    project = factories.project(assessment, "校舍维修")
    answer = confirm()
    assert answer.status_code == 409  # at the preview it was a new project
    type(project).objects.filter(pk=project.pk).update(name="改了名")

    answer = confirm(seen=answer.context["seen"])

    assert (answer.status_code, BudgetLine.objects.count()) == (409, 0)

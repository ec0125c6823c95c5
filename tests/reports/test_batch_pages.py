"""Pages of jobs: choose, start, watch, try again, cancel, take out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from departments import batch_items, batches
from departments.models import AuditEvent, Batch
from reports.batches import tasks
from tests import factories

NOW = timezone.now()
ASKED = {"states": ["approved"], "formats": ["xlsx"]}


def url(name, *args, **query):
    address = reverse(f"reports:batch_{name}", args=args)
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


@pytest.fixture
def client_of_manager(signed_in, manager):
    return signed_in(manager)


@pytest.fixture
def batch(approved, client_of_manager):
    client_of_manager.post(url("new", "documents"), ASKED)
    return Batch.objects.get()


def work_off():
    while item := batch_items.claim():
        tasks.carry_out(item)


def test_what_was_filtered_is_told_before_it_is_made(approved, client_of_manager, fiscal_year):
    page = client_of_manager.get(url("new", "documents", year=fiscal_year.year, measure="approved"))

    text = page.content.decode()
    assert f"{fiscal_year.year}年度，审核通过" in text
    assert "共<strong>1</strong>个：已审核1个" in text


def test_ticked_rows_of_others_are_not_taken(approved, other_department, client_of_manager):
    away = factories.authority("西山区财政局", code="530112")
    bureau = factories.department("西山区商务局", parent=away, code="530112301")
    foreign = factories.assessment(bureau, factories.fiscal_year(away), status="approved", approved_at=NOW,
                                   approved_by=factories.user())  # fmt: skip

    page = client_of_manager.get(url("new", "documents", ticked=1, chosen=foreign.pk))

    assert "没有勾选送过审的部门" in page.content.decode()


def test_a_job_starts_and_is_watched(batch, client_of_manager):
    assert [x.state for x in batch.items.all()] == ["waiting", "waiting"]

    page = client_of_manager.get(url("detail", batch.pk)).content.decode()

    assert 'hx-trigger="every 2s"' in page
    assert "排队等待" in page


def test_a_finished_job_is_taken_out_and_that_is_recorded(batch, client_of_manager):
    work_off()

    page = client_of_manager.get(url("detail", batch.pk)).content.decode()
    answer = client_of_manager.get(url("file", batch.pk))

    assert "hx-trigger" not in page
    assert "下载压缩包" in page
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.filter(verb="export").latest("pk")
    assert batches.archive_of(batch)["sha256"] in event.reason


def test_failures_are_listed_with_reason_and_tried_again(batch, client_of_manager):
    batch_items.failed(batch_items.claim(), "文件太大。")
    work_off()
    page = client_of_manager.get(url("detail", batch.pk)).content.decode()
    assert "文件太大。" in page
    assert "1个部门没有生成" in page

    client_of_manager.post(url("retry", batch.pk), {"item": batches.failures(batch)[0].pk})
    work_off()

    assert "没有生成" not in client_of_manager.get(url("detail", batch.pk)).content.decode()


@pytest.mark.parametrize("item", ["", "全部", "1 OR 1", "999999"])
def test_what_is_no_failed_item_of_the_job_is_not_tried_again(batch, client_of_manager, item):
    batch_items.failed(batch_items.claim(), "文件太大。")
    work_off()

    answer = client_of_manager.post(url("retry", batch.pk), {"item": item})

    assert answer.status_code == 404
    assert batches.failures(batch).count() == 1
    assert not AuditEvent.objects.filter(verb="batch_retry").exists()


def test_a_cancelled_job_says_so(batch, client_of_manager):
    client_of_manager.post(url("cancel", batch.pk))

    assert "已取消" in client_of_manager.get(url("detail", batch.pk)).content.decode()
    assert "已取消" in client_of_manager.get(url("list")).content.decode()


@pytest.mark.variations
@pytest.mark.parametrize("missing", ["states", "formats"])
def test_what_is_not_chosen_is_asked_for(approved, client_of_manager, missing):
    answer = client_of_manager.post(url("new", "documents"), {**ASKED, missing: []})

    assert answer.status_code == 422
    assert "请至少勾选一种" in answer.content.decode()
    assert not Batch.objects.exists()


def test_watching_does_not_prolong_a_session(batch, client_of_manager):
    session = client_of_manager.session
    session["seen_at"] = before = int(timezone.now().timestamp()) - 600
    session.save()

    client_of_manager.get(url("progress", batch.pk))

    assert client_of_manager.session["seen_at"] == before


def test_who_is_signed_out_while_watching_is_led_to_the_sign_in(batch, client):
    client.logout()

    answer = client.get(url("progress", batch.pk), headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == f"/accounts/login/?next={url('detail', batch.pk)}"


def test_a_job_that_nobody_works_on_is_offered_again(batch, client_of_manager):
    DBTaskResult.objects.all().delete()
    Batch.objects.update(requested_at=timezone.now() - timedelta(minutes=2))

    for _ in range(3):
        client_of_manager.get(url("progress", batch.pk))

    assert DBTaskResult.objects.count() == 1


def test_without_jobs_the_list_says_how_to_get_one(client_of_manager):
    assert "还没有批量任务" in client_of_manager.get(url("list")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_has_a_fixed_number_of_queries(
    approved, client_of_manager, manager, django_assert_num_queries, number
):
    parts = [(approved.pk, approved.submissions.get().pk)]
    for _ in range(number):
        batches.start(Batch.Kind.DOCUMENTS, parts, selection="全部", options={}, by=manager)

    with django_assert_num_queries(6):
        client_of_manager.get(url("list"))


def test_auditors_have_dossiers_only(approved, signed_in, auditor):
    client = signed_in(auditor)

    assert client.get(url("new", "documents")).status_code == 403
    assert client.get(url("new", "dossiers")).status_code == 200
    assert "新建审计档案" in client.get(url("list")).content.decode()


def test_the_list_behind_a_number_offers_jobs(approved, client_of_manager):
    page = client_of_manager.get(reverse("reports:overview_list")).content.decode()

    assert f'name="chosen" value="{approved.pk}"' in page
    assert url("new", "documents") in page

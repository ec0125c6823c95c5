"""部门和用户导入 of many rows: looked at and written by jobs, all or nothing, first passwords told once."""

import threading
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from departments import batch_items, batches, passwords, resealing
from departments.enrolment import people
from departments.models import AuditEvent, Batch, BatchItem, Department, EnrolmentImport, Membership, User
from reports import table_uploads
from reports.batches import enrolment as jobs
from reports.batches import leased, tasks
from reports.batches.uploaded import NO_PREVIEW
from reports.enrolment import importing
from tests import factories
from tests.departments.racing import at_once

from .test_enrolment import BUREAU, CENTRE, CLERK, table

CASHIER = ("chuna", "赵六", "出纳", "420111400", "填报人")


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch, authority):
    monkeypatch.setattr(importing, "IMMEDIATE", 1)


@pytest.fixture
def send(signed_in, manager):
    def sent(content=None):
        content = content or table([CENTRE, BUREAU], [CLERK, CASHIER])
        return signed_in(manager).post(
            reverse("reports:enrolment"), {"file": SimpleUploadedFile("部门.xlsx", content)}
        )

    return sent


@pytest.fixture
def page(signed_in, manager):
    def shown(**asked):
        address = reverse("reports:enrolment_import", args=[EnrolmentImport.objects.get().pk])
        return signed_in(manager).get(address, asked)

    return shown


@pytest.fixture
def act(signed_in, manager):
    def done(name):
        address = reverse("reports:enrolment_act", args=[EnrolmentImport.objects.get().pk])
        return signed_in(manager).post(address, {"act": name})

    return done


@pytest.fixture
def written(send, act):
    """Looked at, and the job that writes it begun."""
    send()
    work_off()
    act("confirm")
    return Batch.objects.get(kind="enrolment")


def work_off():
    while item := batch_items.claim():
        tasks.carry_out(item)


def expire(item):
    """Its worker is gone; the lease is over."""
    BatchItem.objects.filter(pk=item.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def reason_of(job) -> str:
    return batches.failures(job).get().error


# --- the preview ------------------------------------------------------------------------------


@pytest.mark.variations
@pytest.mark.parametrize("is_quick", [True, False])
def test_a_large_table_is_answered_with_a_job_that_leads_to_its_preview(
    send, page, signed_in, manager, monkeypatch, is_quick
):
    if not is_quick:
        monkeypatch.setattr(table_uploads, "QUICK_BYTES", 1)
    answer = send()
    upload, job = EnrolmentImport.objects.get(), Batch.objects.get()
    assert answer.url == job.get_absolute_url()
    assert (upload.file is None, bool(upload.content)) == (is_quick, is_quick)

    work_off()

    told = signed_in(manager).get(answer.url).content.decode()
    assert "新增部门2个，更改0个，新增用户2个，授予角色3个；确认后才写入" in told
    assert page().request["PATH_INFO"] in told
    assert "确认导入" in page().content.decode()
    assert EnrolmentImport.objects.get().file is None
    assert not Department.objects.filter(code="420111400").exists()
    assert not User.objects.filter(username="minzheng").exists()


def test_every_problem_is_told_by_cell_at_once_and_nothing_can_be_confirmed(
    send, page, act, signed_in, manager, monkeypatch
):
    job = send(
        table([BUREAU, ("420111500", "", "机关", "999", "", "", "")], [("li", "李四", "", "999", "皇帝")])
    )
    work_off()

    told = signed_in(manager).get(job.url).content.decode()
    assert '<p class="alert alert-warning">有4处问题，全部改好后重新上传；什么都没有写入。</p>' in told
    assert ">看问题</a>" in told
    assert ">上传改好的文件</a>" in page().content.decode()
    problems = {x.place: x.found for x in page().context["problems"]}
    wrong = {"部门!C3": "机关", "部门!D3": "999", "用户!D2": "999", "用户!E2": "皇帝"}
    assert wrong.items() <= problems.items()
    monkeypatch.setattr("reports.views.enrolment_import.SHOWN", 1)
    assert len(page(page=2).context["page"]) == 1
    assert act("confirm").url == page().request["PATH_INFO"]
    assert Batch.objects.count() == 1


@pytest.mark.slow
def test_a_worker_killed_while_it_tries_leaves_nothing_and_another_begins_with_the_rows(
    send, page, monkeypatch
):
    def dies(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(table_uploads, "QUICK_BYTES", 1)
    send()
    item = batch_items.claim()
    with monkeypatch.context() as patch:
        patch.setattr(importing, "shown", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.carry_out(item)
    upload = EnrolmentImport.objects.get()
    assert (upload.lines, upload.file, upload.preview) == (4, None, {})
    assert "正在预览，看进度" in page().content.decode()

    expire(item)
    work_off()

    assert page().context["found"]["people"] == 2


@pytest.mark.slow
def test_a_file_of_another_kind_is_told_by_the_job_and_can_be_given_up(send, page, act, monkeypatch):
    monkeypatch.setattr(table_uploads, "QUICK_BYTES", 1)
    send(b"not a workbook at all")
    work_off()

    assert reason_of(Batch.objects.get())
    assert "还没有预览完" in page().content.decode()
    act("discard")
    assert not EnrolmentImport.objects.exists()


@pytest.mark.slow
def test_an_upload_left_alone_is_found_on_the_page_of_uploads_and_looked_at_again(
    send, page, act, signed_in, manager
):
    send()
    batches.cancel(Batch.objects.get(), by=manager)
    assert (
        page().request["PATH_INFO"] in signed_in(manager).get(reverse("reports:enrolment")).content.decode()
    )

    assert act("preview").url == Batch.objects.latest("pk").get_absolute_url()
    work_off()

    assert page().context["found"]["granted"] == 3


@pytest.mark.variations
@pytest.mark.parametrize("how", ["discarded", "replaced"])
def test_a_preview_of_a_file_that_went_says_so(send, act, how):
    send()
    first = Batch.objects.get()
    act("discard") if how == "discarded" else send()
    work_off()

    assert reason_of(first) == NO_PREVIEW
    assert EnrolmentImport.objects.count() == (how == "replaced")


def test_the_upload_is_nobody_elses(send, signed_in, authority):
    send()
    colleague = signed_in(factories.member(authority, "manager", username="tongshi"))
    upload = EnrolmentImport.objects.get()

    assert colleague.get(reverse("reports:enrolment_import", args=[upload.pk])).status_code == 404
    assert (
        colleague.post(reverse("reports:enrolment_act", args=[upload.pk]), {"act": "passwords"}).status_code
        == 404
    )


@pytest.mark.slow
def test_the_preview_takes_the_same_queries_however_long_it_is(send, page):
    def counted(*rows) -> int:
        send(table([BUREAU, *rows]))
        work_off()
        with CaptureQueriesContext(connection) as queries:
            page()
        return len(queries)

    more = [(f"42011150{x}", f"局{x}", "", "420111", "", "", "") for x in range(4)]
    assert counted(more[0]) == counted(*more)


# --- writing ----------------------------------------------------------------------------------


def test_the_job_writes_everything_and_the_passwords_are_taken_out_once(
    written, page, act, signed_in, manager
):
    work_off()

    told = signed_in(manager).get(written.get_absolute_url()).content.decode()
    assert "新增部门2个，更改0个，新增用户2个，授予角色3个。" in told
    assert "取初始密码表" in told
    sealed = EnrolmentImport.objects.get().passwords
    lines = list(load_workbook(BytesIO(act("passwords").content)).active.values)[1:]
    for username, name, password in lines:
        person = User.objects.get(username=username, name=name)
        assert person.check_password(password)
        assert passwords.reason_for_a_new_one(person) == passwords.GIVEN
        assert password not in sealed
        assert not AuditEvent.objects.filter(rows__contains=password).exists()
    assert [x[0] for x in lines] == ["minzheng", "chuna"]
    assert Department.objects.get(code="420111400.1").path == "420111/420111400/420111400.1/"
    assert AuditEvent.objects.filter(verb="enrol").count() == 1
    assert AuditEvent.objects.latest("pk").verb == "export"
    assert act("passwords").url == page().request["PATH_INFO"]
    assert EnrolmentImport.objects.get().passwords == ""


def test_a_second_click_finds_the_job(written, act):
    assert act("confirm").url == written.get_absolute_url()


@pytest.mark.slow
def test_a_worker_killed_after_writing_writes_nothing_twice(written):
    item = batch_items.claim()
    tasks.make(item)
    expire(item)

    work_off()

    assert {x.state for x in written.items.all()} == {"done"}
    assert User.objects.filter(username="minzheng").count() == 1
    assert AuditEvent.objects.filter(verb="enrol").count() == 1
    assert written.items.first().files[0]["told"].startswith("新增部门2个")


@pytest.mark.slow
def test_a_worker_killed_while_writing_leaves_nothing(written, monkeypatch):
    def dies(*_, **__):
        raise KeyboardInterrupt

    item = batch_items.claim()
    with monkeypatch.context() as patch:
        patch.setattr(passwords, "given", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.carry_out(item)
    assert not Department.objects.filter(code="420111400").exists()

    expire(item)
    work_off()
    assert EnrolmentImport.objects.get().status == "confirmed"


@pytest.mark.slow
def test_a_job_cancelled_while_it_writes_leaves_nothing(written, monkeypatch):
    confirm = importing.confirm

    def cancelled_meanwhile(*args, **named):
        outcome = confirm(*args, **named)
        Batch.objects.filter(pk=written.pk).update(cancelled_at=timezone.now())
        return outcome

    monkeypatch.setattr(importing, "confirm", cancelled_meanwhile)
    work_off()

    assert not User.objects.filter(username="minzheng").exists()
    assert EnrolmentImport.objects.get().status == "previewed"


def test_what_became_wrong_since_the_preview_refuses_all_and_is_shown(written, page):
    factories.user(username="chuna", name="另一个人")
    work_off()

    assert reason_of(written) == jobs.MOVED
    assert not Department.objects.filter(code="420111400").exists()
    assert [x.place for x in page().context["problems"]] == ["用户!A3"]


def test_who_may_no_longer_enrol_writes_nothing(written, manager):
    Membership.objects.filter(user=manager).delete()
    work_off()

    assert reason_of(written) == jobs.NO_MORE
    assert not User.objects.filter(username="minzheng").exists()


@pytest.mark.slow
def test_a_job_of_a_discarded_file_writes_nothing_and_says_so(written):
    EnrolmentImport.objects.all().delete()
    work_off()

    assert reason_of(written) == jobs.NOT_THERE


@pytest.mark.variations
@pytest.mark.parametrize(
    ("kind", "left"),
    [("enrolment_preview", "上传的文件还在，可以重新预览"), ("enrolment", "没有写完的，什么都没有写入")],
)
def test_who_cancels_reads_what_is_left(send, act, signed_in, manager, kind, left):
    send()
    if kind == "enrolment":
        work_off()
        act("confirm")
    job = Batch.objects.get(kind=kind)

    answer = signed_in(manager).post(reverse("reports:batch_cancel", args=[job.pk]), follow=True)

    assert f"任务已取消；{left}。" in answer.content.decode()


@pytest.mark.slow
def test_passwords_that_no_key_opens_are_told_and_no_failure(written, act, page, settings):
    """The database was put back on another machine."""
    work_off()
    settings.SECRET_KEY = "y" * 50
    settings.SECRET_KEY_FALLBACKS = []

    act("passwords")

    assert "初始密码表打不开" in page().content.decode()


def test_passwords_are_hashed_before_anything_is_locked(written, monkeypatch):
    order: list[str] = []
    made, confirm = people.Ready.made, importing.confirm

    def noted_made():
        order.append("hash")
        return made()

    def noted_confirm(*args, **named):
        order.append("write")
        return confirm(*args, **named)

    monkeypatch.setattr(people.Ready, "made", noted_made)
    monkeypatch.setattr(importing, "confirm", noted_confirm)
    work_off()

    assert order == ["hash", "hash", "write"]


@pytest.mark.slow
def test_sealed_passwords_follow_a_new_secret_key_and_go_after_their_days(written, act, settings):
    work_off()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert resealing.reseal() == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert "minzheng" in str(list(load_workbook(BytesIO(act("passwords").content)).active.values))

    EnrolmentImport.objects.update(
        passwords="x", confirmed_at=timezone.now() - timedelta(days=settings.BATCH_DAYS + 1)
    )
    told = StringIO()
    call_command("tidy", stdout=told)
    assert "没有取走的初始密码表：1条" in told.getvalue()
    assert EnrolmentImport.objects.get().passwords == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_can_be_seen_from_outside(written, monkeypatch):
    monkeypatch.setattr(leased, "EVERY", 0.0)
    seen: list[tuple[int, int]] = []
    given = passwords.given

    def looked_at(person):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        given(person)

    def look():
        progress = batches.progress(written)
        seen.append((progress.reached, progress.whole))
        connection.close()

    monkeypatch.setattr(passwords, "given", looked_at)
    work_off()

    assert seen == [(4, 6), (5, 6)]


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_given_up_and_confirmed_at_once_one_is_told_of_the_other(written, manager):
    upload = EnrolmentImport.objects.get()
    item = batch_items.claim()

    given_up, _ = at_once(lambda: table_uploads.discard(upload), lambda: tasks.carry_out(item))

    is_there = User.objects.filter(username="minzheng").exists()
    assert isinstance(given_up, table_uploads.Settled) == is_there
    assert EnrolmentImport.objects.exists() == is_there

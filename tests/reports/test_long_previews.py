"""A table of the treasury with many rows is read and looked at by a job; its preview is kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from departments import batch_items, batches
from departments.models import Batch, BatchItem, BudgetLine, Membership, Project, TreasuryImport
from reports.batches import tasks
from reports.batches.treasury import CHOOSE
from reports.batches.uploaded import NO_PREVIEW
from reports.treasury import previewing
from tests import factories
from tests.departments.racing import at_once

from .test_treasury import HEAD, ONE, TWO, book

NAMES = ("部门编码", "支出类别", "年初预算数（元）")


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(previewing, "IMMEDIATE", 1)


@pytest.fixture
def both(fiscal_year, department, other_department):
    return [factories.assessment(x, fiscal_year) for x in (department, other_department)]


@pytest.fixture
def send(signed_in, manager, fiscal_year):
    def sent(content, name="国库.csv"):
        page = reverse("reports:treasury", args=[fiscal_year.pk])
        return signed_in(manager).post(page, {"file": SimpleUploadedFile(name, content)})

    return sent


@pytest.fixture
def page(signed_in, manager):
    """The preview of the only upload, as the manager sees it."""

    def shown(**asked):
        address = reverse("reports:treasury_import", args=[TreasuryImport.objects.get().pk])
        return signed_in(manager).get(address, asked)

    return shown


@pytest.fixture
def post(signed_in, manager):
    def posted(act, **data):
        address = reverse(f"reports:treasury_{act}", args=[TreasuryImport.objects.get().pk])
        return signed_in(manager).post(address, data)

    return posted


def csv(*rows, head=HEAD) -> bytes:
    return "\n".join(",".join(row) for row in (head, *rows)).encode()


def work_off():
    while item := batch_items.claim():
        tasks.carry_out(item)


def killed(item):
    """Its worker is gone; the lease is over."""
    BatchItem.objects.filter(pk=item.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_large_csv_is_kept_and_answered_with_the_job_before_anybody_reads_it(send, both):
    answer = send(csv(ONE, TWO))

    job, upload = Batch.objects.get(), TreasuryImport.objects.get()
    assert answer.url == job.get_absolute_url()
    assert (bytes(upload.file), upload.content) == (csv(ONE, TWO), {})


@pytest.mark.variations
@pytest.mark.parametrize("name", ["国库.csv", "国库.xlsx"])
def test_the_job_leads_to_the_preview_which_is_confirmed_as_it_was_seen(
    name, send, both, page, post, signed_in, manager
):
    watched = send(csv(ONE, TWO) if name.endswith("csv") else book(ONE, TWO), name).url
    work_off()

    told = signed_in(manager).get(watched).content.decode()
    shown = page()
    assert "2行，2个部门，其中2个可以写入。" in told
    assert f'href="{shown.request["PATH_INFO"]}">看预览' in told
    assert [x.name for x in shown.context["departments"]] == ["东湖区商务局", "东湖区教育局"]
    assert TreasuryImport.objects.get().file is None
    assert BudgetLine.objects.count() == 0
    post("confirm", seen=shown.context["seen"])
    work_off()
    assert BudgetLine.objects.count() == 2


def test_every_problem_is_told_by_cell_at_once_with_what_stands_there_and_what_should(
    send, both, page, signed_in, manager, monkeypatch
):
    wrong = [
        ("999", "", "人员经费", "", "财政拨款", "1", "0", "1"),
        (*ONE[:2], "礼品", *ONE[3:5], "x", "", ""),
    ]
    job = send(csv(*wrong)).url
    work_off()

    told = signed_in(manager).get(job).content.decode()
    assert '<p class="alert alert-warning">' in told
    assert ">看问题</a>" in told
    assert ">上传改好的文件</a>" in page().content.decode()
    problems = page().context["plan"].problems
    assert [(x.place, x.found) for x in problems] == [("CSV!A2", "999"), ("CSV!C3", "礼品"), ("CSV!F3", "x")]
    assert problems[1].message == "不认识，可以写：人员经费、公用经费、项目支出等。"
    monkeypatch.setattr("reports.views.treasury.SHOWN", 2)
    first, second = page().content.decode(), page(page=2).content.decode()
    assert ("CSV!F3" in first, "CSV!F3" in second) == (False, True)
    assert "确认导入" not in first


@pytest.mark.slow
def test_a_worker_killed_after_reading_leaves_the_rows_and_another_looks_at_them(
    send, both, page, monkeypatch
):
    def dies(*_):
        raise KeyboardInterrupt

    send(csv(ONE, TWO))
    item = batch_items.claim()
    with monkeypatch.context() as patch:
        patch.setattr(previewing, "look", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.carry_out(item)
    assert (TreasuryImport.objects.get().lines, TreasuryImport.objects.get().preview) == (2, {})
    assert "正在预览，看进度" in page().content.decode()

    killed(item)
    work_off()
    assert page().context["plan"].writable == 2


def test_a_preview_made_twice_is_the_same(send, both, page):
    send(csv(ONE, TWO))
    item = batch_items.claim()
    tasks.make(item)
    once = TreasuryImport.objects.get().preview

    killed(item)
    work_off()

    assert TreasuryImport.objects.get().preview == once
    assert {x.state for x in BatchItem.objects.all()} == {"done"}


def test_a_file_that_cannot_be_read_is_told_and_stays(send, both, page, monkeypatch, signed_in, manager):
    monkeypatch.setattr("reports.table_uploads.QUICK_BYTES", 1)
    answer = send(book(ONE)[:3000], "国库.xlsx")
    work_off()

    reason = batches.failures(Batch.objects.get()).get().error
    assert reason
    assert reason in signed_in(manager).get(answer.url).content.decode()
    assert "重新预览" in page().content.decode()


@pytest.mark.slow
def test_a_cancelled_preview_can_be_begun_again_and_the_file_is_found_on_the_page_of_uploads(
    send, both, page, post, manager, fiscal_year, signed_in
):
    send(csv(ONE, TWO))
    batches.cancel(Batch.objects.get(), by=manager)
    work_off()
    assert "还没有预览完" in page().content.decode()
    listed = signed_in(manager).get(reverse("reports:treasury", args=[fiscal_year.pk])).content.decode()
    assert page().request["PATH_INFO"] in listed

    assert post("preview").url == Batch.objects.latest("pk").get_absolute_url()
    work_off()

    assert page().context["plan"].writable == 2


@pytest.mark.slow
def test_columns_that_nobody_knows_are_asked_for_and_looked_at_by_another_job(send, both, page, post):
    send(
        csv(
            ("420111301", "人员经费", "7"),
            ("420111302", "人员经费", "8"),
            head=("部门编码", "支出类别", "某数（元）"),
        )
    )
    work_off()
    assert page().templates[0].name == "treasury/columns.html"
    assert Batch.objects.get().items.first().files == [{"told": CHOOSE, "left": "指出列和单位"}]

    posted = {"unit": "元", "column-1": "code", "column-2": "category", "column-3": "spent"}
    assert post("columns", **posted).url == Batch.objects.latest("pk").get_absolute_url()
    work_off()

    assert [str(x.sums["spent"]) for x in page().context["departments"]] == ["7", "8"]


def test_columns_chosen_while_the_rows_are_looked_at_are_those_of_the_preview(send, both, page, monkeypatch):
    look, seen = previewing.look, []

    def overtaken(upload, *rest):
        if not seen:
            columns = {"code": 1, "category": 3, "source": 5, "spent": 6}
            TreasuryImport.objects.update(settings={"columns": columns, "unit": "万元"})
        seen.append(upload.settings)
        return look(upload, *rest)

    monkeypatch.setattr(previewing, "look", overtaken)
    send(csv(ONE, ONE))
    work_off()

    assert len(seen) == 2
    assert str(page().context["departments"][0].sums["spent"]) == "14000000"


@pytest.mark.slow
def test_what_moved_since_the_preview_is_looked_at_again_by_the_job_that_refuses(send, both, page, post):
    Project.objects.create(assessment=both[1], name="校舍维修", order=1)
    send(csv(ONE, TWO))
    work_off()
    seen = page().context["seen"]
    Project.objects.update(name="改了名")

    post("confirm", seen=seen)
    work_off()

    assert "对应得不同" in batches.failures(Batch.objects.latest("pk")).get().error
    assert page().context["seen"] != seen
    post("confirm", seen=page().context["seen"])
    work_off()
    assert BudgetLine.objects.count() == 2


@pytest.mark.variations
@pytest.mark.parametrize("how", ["discarded", "replaced"])
def test_a_preview_of_a_file_that_went_says_so(send, both, post, how):
    send(csv(ONE, TWO))
    first = Batch.objects.get()
    post("discard") if how == "discarded" else send(csv(TWO, ONE))
    work_off()

    assert batches.failures(first).get().error == NO_PREVIEW


def test_who_no_longer_sets_up_the_year_looks_at_nothing(send, both, manager):
    send(csv(ONE, TWO))
    Membership.objects.filter(user=manager).delete()
    work_off()

    assert TreasuryImport.objects.get().preview == {}
    assert batches.failures(Batch.objects.get()).get().error


def test_a_colleague_reads_who_looks_at_it_and_is_not_sent_to_a_page_of_others(
    send, both, signed_in, authority, manager
):
    send(csv(ONE, TWO))
    client = signed_in(factories.member(authority, "manager", username="tongshi"))
    address = reverse("reports:treasury_import", args=[TreasuryImport.objects.get().pk])

    assert f"{manager}正在预览这份文件" in client.get(address).content.decode()
    again = client.post(reverse("reports:treasury_preview", args=[TreasuryImport.objects.get().pk]))
    assert (again.url, Batch.objects.count()) == (address, 1)


@pytest.mark.slow
def test_the_preview_takes_the_same_queries_however_long_it_is(send, both, page, authority, fiscal_year):
    def counted(*rows) -> int:
        send(csv(*rows))
        work_off()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page()
        return len(queries)

    more = [factories.department(f"局{x}", code=f"42011150{x}", parent=authority) for x in range(3)]
    for place in more:
        factories.assessment(place, fiscal_year)
    long = [(x.code, x.name, *ONE[2:]) for x in more]
    assert counted(ONE, TWO) == counted(ONE, TWO, *long)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_begin_one_job(send, both, manager):
    from reports.treasury import uploading

    send(csv(ONE, TWO))
    work_off()
    upload = TreasuryImport.objects.get()

    made = at_once(*[lambda: uploading.preview(upload, by=manager)] * 2)

    assert made[0] == made[1]
    assert Batch.objects.filter(finished_at=None).count() == 1

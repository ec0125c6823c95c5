"""批量监控表: a round's tables as one job, and a 汇总表 whose sums are those of its rows."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from departments import batch_items, batches, rectifying
from departments.models import Monitoring, User
from departments.monitoring import rounds, verbs
from reports import documents
from reports.batches import monitoring as making
from reports.batches import starting, tasks
from reports.monitoring_documents import reported_bytes
from tests import factories
from tests.departments.test_monitoring import filled
from tests.reports.test_batches import archive_of, checked, work_off

pytestmark = pytest.mark.slow


@pytest.fixture
def made(assessment, other_department, manager):
    factories.complete_assessment(other_department, assessment.fiscal_year)
    return factories.monitoring_round(assessment.fiscal_year, by=manager)


@pytest.fixture
def reported(made, assessment, other_department, signed_in, preparer, reviewer):
    """Two departments have reported, one is closed; a third has not begun."""
    other = factories.member(other_department, "preparer")
    mine = made.monitorings.get(assessment=assessment)
    for row, person in ((mine, preparer), (made.monitorings.exclude(pk=mine.pk).get(), other)):
        answer = signed_in(person).post(row.get_absolute_url(), filled(row, submit="1"))
        assert answer.status_code == 302
    verbs.close(mine, by=reviewer, words="请加快支出进度")
    late = factories.department("未报局", parent=made.fiscal_year.authority)
    factories.assessment(late, made.fiscal_year)
    rounds.add_missing(made)
    return made.monitorings.get(pk=mine.pk)


def start(made, manager, *, formats=("xlsx",), summary=True, key=""):
    return making.start(made, formats=formats, summary=summary, key=key, by=manager)


def test_the_archive_holds_what_each_department_takes_out(made, reported, manager, signed_in, preparer):
    batch = start(made, manager)
    work_off()

    archive = archive_of(batch)
    names = sorted(checked(archive))
    assert len(names) == 3
    own = next(x for x in names if "东湖区商务局" in x)
    taken_out = signed_in(preparer).get(f"/monitoring/{reported.pk}/document.xlsx").content
    assert archive.read(own) == taken_out == reported_bytes(reported, "xlsx", manager)


def test_the_summary_adds_up_to_its_rows_and_names_who_is_missing(made, reported, manager):
    batch = start(made, manager, formats=())
    work_off()

    book = openpyxl.load_workbook(io.BytesIO(archive_of(batch).read("运行监控汇总表.xlsx")))
    summary, money, goals, missing = ([list(x) for x in book[name].values][1:] for name in book.sheetnames)
    *lines, total = summary
    assert len(lines) == 2
    for column in (*range(5, 11), 12):
        assert Decimal(str(total[column])) == sum(Decimal(str(x[column])) for x in lines)
    assert total[11] == pytest.approx(total[10] * 100 / total[9], abs=0.005)
    assert {x[13] for x in lines} == {"请加快支出进度", None}
    for line in lines:
        lights = [x[3] for x in money if x[0] == line[1]] + [x[5] for x in goals if x[0] == line[1]]
        assert [lights.count(x) for x in ("红灯", "黄灯", "绿灯")] == line[5:8]
    assert [(x[1], x[2]) for x in missing] == [("未报局", "未报送")]


def test_nothing_is_drawn_twice_that_has_not_changed(made, reported, manager, monkeypatch):
    start(made, manager)
    work_off()

    def fails(*_):
        raise AssertionError("drawn again")

    kept = documents.DOCUMENTS["xlsx"]
    monkeypatch.setitem(documents.DOCUMENTS, "xlsx", documents.Document(kept.label, kept.content_type, fails))
    batch = start(made, manager)
    work_off()
    assert batches.progress(batch).failed == 0


def test_what_is_taken_back_meanwhile_is_listed_and_left_out(made, reported, manager):
    batch = start(made, manager)
    Monitoring.objects.filter(pk=reported.pk).update(status="returned")
    work_off()

    assert [x.error for x in batches.failures(batch)] == [making.NO_MORE]
    assert not any("东湖区商务局" in x for x in checked(archive_of(batch)))


@pytest.mark.parametrize("is_changed", [True, False])
def test_the_archive_holds_what_is_recorded_also_where_it_changed_meanwhile(
    made, reported, manager, reviewer, is_changed
):
    batch = start(made, manager, formats=("xlsx", "docx"))
    for _ in range(2):
        tasks.carry_out(batch_items.claim())
    part = batch.items.get(assessment=reported.assessment)
    before = part.files
    if is_changed:
        asked = {"problem": "支出偏慢", "requirement": "九月底前落实", "due": timezone.localdate()}
        key = next(iter(rectifying.places_of(reported)))
        rectifying.issue(reported, key=key, **asked, by=reviewer)
    work_off()

    part.refresh_from_db()
    packed = {digest for name, digest in checked(archive_of(batch)).items() if "东湖区商务局" in name}
    assert {x["sha256"] for x in part.files} == packed
    assert (part.files != before) == is_changed


def test_the_page_says_how_many_and_starts_one_job(signed_in, manager, made, reported):
    client, address = signed_in(manager), f"/monitoring-rounds/{made.pk}/documents/"

    assert "已报送和已终审<strong>2</strong>个，共3个" in client.get(address).content.decode()
    assert "请至少勾选一种" in client.post(address, {}).content.decode()
    asked = {"formats": ["xlsx"], "summary": "on", "once": "b" * 32}
    first, second = client.post(address, asked), client.post(address, asked)
    assert first.status_code == 302
    assert first.url == second.url
    work_off()
    page = client.get(first.url).content.decode()
    assert "附汇总表" in page
    assert "汇总报告" not in page
    assert client.get(f"{first.url}archive.zip").status_code == 200


def test_a_round_without_reports_says_so(signed_in, manager, made):
    address = f"/monitoring-rounds/{made.pk}/documents/"

    assert "还没有部门报送" in signed_in(manager).get(address).content.decode()
    with pytest.raises(starting.Empty):
        start(made, manager)


def test_who_manages_no_more_takes_nothing_out(signed_in, manager, made, reported):
    batch = start(made, manager)
    work_off()

    manager.memberships.all().delete()

    again = signed_in(User.objects.get(pk=manager.pk))
    assert again.get(f"{batch.get_absolute_url()}archive.zip").status_code == 403

"""Documents and dossiers in bulk: what the archive holds, and that nothing is drawn twice."""

import csv
import hashlib
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from departments import batch_items, batches, evidence, remarks, workflow
from departments.models import AuditEvent, Batch, BatchItem, IssuedDocument, User
from reports import documents
from reports.batches import starting, tasks, zipping
from reports.batches.choosing import scope_of, still_allowed
from reports.batches.documents import NO_MORE
from reports.batches.summary import Line, ranked
from reports.drawing.drawer import Drawer
from reports.drawing.limits import Limits
from reports.formats import pdf
from tests import factories
from tests.departments import evidence_files as files

pytestmark = pytest.mark.slow


@pytest.fixture
def two(approved, other_department, fiscal_year, reviewer):
    """Two approved self-assessments; one department's name is what no file may be called."""
    other_department.name = '东湖区教育局 "a/b:c*?'
    other_department.save()
    preparer = factories.member(other_department, "preparer")
    second = factories.submission(
        factories.complete_assessment(other_department, fiscal_year), by=preparer
    ).assessment
    workflow.approve(second, by=reviewer)
    return [approved, second]


def start(manager, *, formats=("xlsx",), summary=False, key=""):
    return starting.start_documents(
        scope_of(manager, "documents"), selection="全部部门", states=["approved"], formats=formats,
        summary=summary, key=key, by=manager,
    )  # fmt: skip


def work_off():
    """Do what is there to do in this process, as a worker would."""
    while item := batch_items.claim():
        tasks.carry_out(item)


def archive_of(batch):
    return ZipFile(io.BytesIO(default_storage.open(batches.archive_of(batch)["stored"]).read()))


def checked(archive):
    """Name → SHA-256 of the list, after every file was compared with it."""
    lines = archive.read(zipping.CHECKSUMS).decode().splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert listed == {
        name: hashlib.sha256(archive.read(name)).hexdigest()
        for name in archive.namelist()
        if name != zipping.CHECKSUMS
    }
    return listed


def test_every_department_is_in_the_archive_with_its_hash(two, manager):
    batch = start(manager)
    work_off()

    found = checked(archive_of(batch))

    year = two[0].fiscal_year.year
    assert sorted(found) == [
        f"{year}年度/420111301 东湖区商务局/{year}年度东湖区商务局整体绩效自评表.xlsx",
        f"{year}年度/420111302 东湖区教育局 _a_b_c__/{year}年度东湖区教育局 _a_b_c__整体绩效自评表.xlsx",
    ]
    issued = set(IssuedDocument.objects.values_list("sha256", flat=True))
    assert set(found.values()) == issued
    assert (
        batches.archive_of(batch)["sha256"]
        == hashlib.sha256(default_storage.open(batches.archive_of(batch)["stored"]).read()).hexdigest()
    )


def test_the_archive_is_named_by_the_day_of_this_place(two, manager):
    batch = start(manager)
    Batch.objects.update(requested_at="2026-03-01T18:30Z")  # half past two of the next morning in Beijing
    work_off()

    assert batches.archive_of(batch)["name"] == f"批量文件-20260302-{batch.pk}.zip"


def test_names_are_marked_as_utf_8_for_windows(two, manager):
    batch = start(manager)
    work_off()

    assert all(x.flag_bits & 0x800 for x in archive_of(batch).infolist())
    assert all(not set('<>:"\\|?*') & set(x.filename) for x in archive_of(batch).infolist())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("con", "_con"), ("com1.pdf", "_com1.pdf"), ("a/b", "a_b"), ("局. ", "局"), ("", "_"),
        ("\x00a\n", "_a_"), ("长" * 100 + ".pdf", "长" * 76 + ".pdf"), ("e\u0301", "\u00e9"),
    ],
)  # fmt: skip
def test_names_are_those_every_system_takes(text, name):
    assert zipping.safe_name(text) == name


def test_names_that_differ_only_in_case_are_numbered(tmp_path):
    archive = zipping.Archive(tmp_path / "a.zip", lambda: None)
    for name in ("A.txt", "a.txt", "b", "B"):
        archive.add(name, b"x")
    archive.close()

    assert ZipFile(tmp_path / "a.zip").namelist() == ["A.txt", "a（2）.txt", "b", "B（2）", zipping.CHECKSUMS]


def test_nothing_is_drawn_twice_that_has_not_changed(two, manager, monkeypatch):
    drawn = []
    sheet = documents.DOCUMENTS["xlsx"]
    counting = documents.Document(
        sheet.label, sheet.content_type, lambda *x: drawn.append(1) or sheet.render(*x)
    )
    monkeypatch.setitem(documents.DOCUMENTS, "xlsx", counting)
    for _ in range(2):
        start(manager)
        work_off()

    assert len(drawn) == 2
    assert AuditEvent.objects.filter(verb="export", target__contains="Excel").count() == 2


@pytest.mark.slow
def test_the_summary_adds_up_and_ranks(two, manager):
    batch = start(manager, summary=True)
    work_off()

    archive = archive_of(batch)
    checked(archive)
    sheet = load_workbook(io.BytesIO(archive.read("汇总表.xlsx")))["汇总表"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$1:$1"
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[2] for row in rows[1:]] == [two[0].department.name, two[1].department.name, "合计"]
    assert rows[3][8] == rows[1][8] + rows[2][8]
    assert [row[11] for row in rows[1:]] == [77, 77, 77]
    assert [(row[14], row[15]) for row in rows[1:3]] == [(1, 2), (1, 2)]
    assert archive.read("汇总报告.pdf").startswith(b"%PDF")


def line(code, total, kind="department", error=""):
    zero, now = Decimal(0), timezone.now()
    return Line(
        code, code, kind, 2025, "approved", 1, now, zero, zero, None, Decimal(total), "中", None, error
    )


def test_equal_scores_share_a_rank_among_their_kind():
    found = ranked(
        [
            line("a", 80),
            line("b", 90),
            line("c", 80),
            line("d", 70),
            line("e", 99, "unit"),
            line("f", 100, error="x"),
        ]
    )

    assert [(x.code, x.rank, x.sharing) for x in found] == [
        ("a", 2, 2), ("b", 1, 1), ("c", 2, 2), ("d", 4, 1), ("e", 1, 1), ("f", 0, 0),
    ]  # fmt: skip


def test_what_cannot_be_made_is_listed_and_made_later(two, manager, monkeypatch):
    batch = start(manager, formats=("docx",))
    sheet = documents.DOCUMENTS["docx"]

    def broken(content, frozen):
        if content.department == two[0].department.name:
            raise ValueError("broken")
        return sheet.render(content, frozen)

    with monkeypatch.context() as patched:
        patched.setitem(documents.DOCUMENTS, "docx", documents.Document("Word", "x", broken))
        work_off()
    assert [x.assessment for x in batches.failures(batch)] == [two[0]]
    assert "ValueError" in batches.failures(batch)[0].error
    assert len(checked(archive_of(batch))) == 1

    batches.retry(batch, by=manager)
    work_off()

    assert list(batches.failures(batch)) == []
    assert len(checked(archive_of(batch))) == 2
    assert len(default_storage.listdir(zipping.FOLDER)[1]) == 1  # the archive without it is gone


def test_a_document_that_outlives_its_limits_stops_no_other(two, manager, monkeypatch):
    draw, long = pdf.DRAWER.draw, "<p>" + "<b>一</b>" * 1_000_000
    only = Drawer(pdf.outfit, Limits(processor_seconds=1))
    drawers = iter([lambda page: only.draw(page | {"html": long}), draw])
    monkeypatch.setattr(pdf.DRAWER, "draw", lambda page: next(drawers)(page))
    batch = start(manager, formats=("pdf",))

    work_off()
    only.close()

    (failed,) = batches.failures(batch)
    assert "排版超出允许的时间" in failed.error
    assert len(checked(archive_of(batch))) == 1


def test_who_may_not_see_it_any_more_gets_nothing_more(two, manager):
    batch = start(manager)
    work_off()
    assert still_allowed(batch, manager)
    manager.memberships.all().delete()

    assert not still_allowed(batch, User.objects.get(pk=manager.pk))


def test_what_nobody_may_see_any_more_is_not_made(two, manager):
    batch = start(manager)
    manager.memberships.all().delete()

    work_off()

    assert {x.error for x in batches.failures(batch)} == {NO_MORE}


def test_a_cancelled_archive_leaves_no_file(two, manager, monkeypatch):
    batch = start(manager)
    for _ in range(2):
        tasks.carry_out(batch_items.claim())
    item = batch_items.claim()
    batches.cancel(batch, by=manager)
    monkeypatch.setattr("reports.batches.leased.time.monotonic", iter(range(0, 10**9, 10**6)).__next__)

    tasks.carry_out(item)

    assert batches.archive_of(batch) is None
    assert not default_storage.exists(zipping.FOLDER)


def test_the_same_button_starts_one_job(two, manager):
    key = "ab" * 16

    assert start(manager, key=key) == start(manager, key=key)
    assert Batch.objects.count() == 1


def test_nothing_chosen_is_said(submission, manager):
    with pytest.raises(starting.Empty, match="没有符合条件"):
        start(manager)


def test_a_job_calls_workers_in_its_own_transaction(two, manager):
    start(manager)

    assert [x.task_path for x in DBTaskResult.objects.all()] == ["reports.batches.tasks.work"] * 2
    assert tasks.work.call() == 3
    assert batches.progress(Batch.objects.get()).done == 2


def test_old_archives_and_what_nobody_knows_are_tidied(two, manager, settings, capsys):
    batch = start(manager)
    work_off()
    old = timezone.now() - timedelta(days=settings.BATCH_DAYS + 1)
    Batch.objects.filter(pk=batch.pk).update(finished_at=old)

    call_command("tidy")

    assert "已删除批量任务的压缩包：1个" in capsys.readouterr().out
    assert batches.archive_of(batch) is None
    assert default_storage.listdir(zipping.FOLDER)[1] == []


# --- dossiers -------------------------------------------------------------------------------


@pytest.fixture
def proven(assessment, preparer, reviewer):
    """Returned once with a remark, submitted again with evidence; approved."""
    evidence.add(assessment, io.BytesIO(files.png()), "现场照片.png", frozenset(), by=preparer)
    factories.explain_everything(assessment)
    first = factories.submission(assessment, by=preparer)
    body = assessment.fiscal_year.authority
    remark = remarks.add(first, body=body, by=reviewer, place="整体", text="请核对总数")
    workflow.return_for_revision(first.assessment, by=reviewer, reason="请补充说明")
    assessment.refresh_from_db()
    remarks.answer(remark, by=preparer, text="总数已更正")
    second = workflow.submit(assessment, by=preparer)
    remarks.resolve(remark, second, by=reviewer)
    workflow.approve(second.assessment, by=reviewer)
    assessment.refresh_from_db()
    return assessment


def dossier(person):
    rows = scope_of(person, "dossiers")
    batch = starting.start_dossiers(rows, selection="全部部门", key="", by=person)
    work_off()
    return archive_of(batch)


def names_in(archive):
    """Of the files, below the department's folder."""
    return {name.rpartition("东湖区商务局/")[2] for name in checked(archive)}


def read(archive, name):
    folder = next(x for x in archive.namelist() if x.endswith("/目录.html")).rpartition("/")[0]
    return archive.read(f"{folder}/{name}")


@pytest.mark.slow
def test_a_dossier_holds_everything_of_a_department(proven, manager):
    archive = dossier(manager)

    version = ("自评数据.json", "送审记录.json", "自评报告.pdf", "自评表.xlsx")
    assert names_in(archive) == {
        "总目录.html", "样式.css", "目录.html", "审核意见.csv", "日志.csv", "佐证材料/现场照片.png",
        *(f"第{n}稿/{x}" for n in (1, 2) for x in version),
    }  # fmt: skip
    facts = json.loads(read(archive, "第2稿/自评数据.json"))
    assert facts == proven.submissions.get(number=2).facts
    index = read(archive, "目录.html").decode()
    assert all(x.sha256 in index for x in proven.submissions.all())
    assert all(words in index for words in ("请补充说明", "请核对总数", "总数已更正", "已解决"))
    opinions = list(csv.reader(io.StringIO(read(archive, "审核意见.csv").decode("utf-8-sig"))))
    assert [row[:4] + row[7:] for row in opinions if row[0] == "1"] == [
        ["1", "整体", "已解决", "第1稿", "审核意见", "请核对总数"],
        ["1", "整体", "已解决", "第1稿", "答复", "总数已更正"],
        ["1", "整体", "已解决", "第2稿", "已解决", ""],
    ]
    decided = [row[2] for row in opinions[1:] if not row[0]]
    assert decided
    assert all(re.fullmatch(r"(复核得分\d+\.\d\d，.)?", x) for x in decided), decided
    assert "数据行" not in read(archive, "日志.csv").decode()  # values are the audit administrator's
    assert read(archive, "佐证材料/现场照片.png") == files.png()


def test_the_audit_administrator_has_the_whole_log_and_no_content(proven, auditor):
    archive = dossier(auditor)

    assert names_in(archive) == {"总目录.html", "样式.css", "目录.html", "日志.csv"}
    index = read(archive, "目录.html").decode()
    assert all(x.sha256 in index for x in proven.submissions.all())
    assert "77.00" not in index
    assert "数据行" in read(archive, "日志.csv").decode()


def test_a_dossier_with_content_stays_the_managers(proven, manager, auditor):
    dossier(manager)
    dossier(auditor)
    whole, brief = (Batch.objects.get(requested_by=x) for x in (manager, auditor))
    assert still_allowed(whole, manager)
    assert still_allowed(brief, auditor)

    manager.memberships.update(role="audit_admin")

    assert not still_allowed(whole, User.objects.get(pk=manager.pk))


def test_evidence_whose_file_is_gone_is_named(proven, manager, monkeypatch):
    monkeypatch.setattr("reports.batches.dossiers.FORMATS", ())
    row = proven.evidence.get()
    row.file.storage.delete(row.file.name)

    archive = dossier(manager)

    assert "缺失的佐证材料" in archive.read("总目录.html").decode()
    assert "现场照片.png" in archive.read("总目录.html").decode()


def test_evidence_that_is_quarantined_is_named_and_not_handed_out(proven, manager, monkeypatch):
    monkeypatch.setattr("reports.batches.dossiers.FORMATS", ())
    proven.evidence.update(scan="infected")

    archive = dossier(manager)

    assert [name for name in archive.namelist() if "佐证材料/" in name] == []
    assert "现场照片.png（病毒检查：发现问题，已隔离）" in archive.read("总目录.html").decode()


def test_a_draft_has_no_dossier(assessment, auditor):
    with pytest.raises(starting.Empty):
        starting.start_dossiers(scope_of(auditor, "dossiers"), selection="", key="", by=auditor)


def test_items_of_a_job_are_counted_in_one_query(two, manager, django_assert_num_queries):
    start(manager)

    with django_assert_num_queries(1):
        row = batches.counted(batches.visible(manager)).get()

    assert (row.parts, row.settled, row.failures) == (2, 0, 0)
    assert BatchItem.objects.count() == 3

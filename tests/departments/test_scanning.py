"""病毒检查: nobody waits for it, what is found is quarantined, what has no verdict goes to nobody else."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from departments import evidence, scanning, workflow
from departments.filing.clamd import BadAddress, Scanner, Unreachable, Verdict
from departments.models import AuditEvent, Evidence
from tests.departments.scanner import KINDS, MOST, SIGNATURE, clamd, nobody, spoken

from . import evidence_files as files

INFECTED = files.png(salt=SIGNATURE)
SCANNERS = {"spoken": spoken, "clamd": clamd}


@pytest.fixture(params=KINDS, scope="module")
def scanner(request, tmp_path_factory):
    """Each scanner this machine has."""
    with SCANNERS[request.param](tmp_path_factory.mktemp("scanner")) as address:
        yield address


@pytest.fixture
def on(settings, scanner):
    settings.SCANNER = scanner


@pytest.fixture
def off(settings):
    settings.SCANNER = ""


@pytest.fixture
def down(settings):
    settings.SCANNER = nobody()


@pytest.fixture
def keep(preparer, assessment):
    """Keep a file; no worker runs by itself."""

    def kept(content=files.PDF, name="合同.pdf"):
        return evidence.add(assessment, io.BytesIO(content), name, frozenset(), by=preparer).row

    return kept


def state(row):
    row.refresh_from_db()
    return row.scan


def scan_events():
    return AuditEvent.objects.filter(verb="scan")


def url(row, how):
    return reverse("departments:evidence_file", args=[row.assessment_id, row.pk, how])


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (b"", Verdict()),
        (b"x" * MOST, Verdict()),
        (SIGNATURE, Verdict(found="Test.Signature")),
        (b"x" * (MOST - 100) + SIGNATURE, Verdict(found="Test.Signature")),
        (b"x" * (3 * MOST), Verdict(problem="INSTREAM size limit exceeded.")),
    ],
    ids=["empty", "clean", "infected", "at the end", "too large"],
)
def test_the_scanner_is_understood(scanner, content, verdict):
    said = Scanner.at(scanner, seconds=10).scan(io.BytesIO(content))

    assert (said.found.removesuffix(".UNOFFICIAL"), said.problem.rstrip(". ")) == (
        verdict.found, verdict.problem.rstrip("."),
    )  # fmt: skip


def test_nobody_there_is_said(scanner):
    assert Scanner.at(scanner, seconds=10).answers()
    assert not Scanner.at(nobody(), seconds=1).answers()
    assert not Scanner.at("clamd:///nowhere/clamd.ctl", seconds=1).answers()
    with pytest.raises(Unreachable):
        Scanner.at(nobody(), seconds=1).scan(io.BytesIO(b"x"))


@pytest.mark.parametrize(
    "address", ["clamd", "http://localhost:1", "clamd://", "clamd://h:x", "clamd://h:1/x"]
)
def test_an_address_that_names_no_scanner_is_refused(address):
    with pytest.raises(BadAddress):
        Scanner.at(address, seconds=1)


def test_without_a_scanner_nothing_changes(off, keep, signed_in, reviewer, preparer, assessment):
    row = keep(INFECTED, "图.png")
    submission = submitted(assessment, preparer)

    assert scanning.answers() is None
    assert signed_in(reviewer).get(frozen_url(submission, row)).status_code == 200
    assert "病毒" not in signed_in(preparer).get(f"/assessments/{assessment.pk}/evidence/").content.decode()
    call_command("scan_evidence")
    assert (state(row), list(scan_events())) == ("pending", [])


def submitted(assessment, by):
    """As it stands now."""
    assessment.refresh_from_db()
    return workflow.submit(assessment, by=by)


def frozen_url(submission, row, how="download"):
    return reverse("departments:frozen_file", args=[submission.pk, row.sha256, how])


def test_a_clean_file_is_open_to_all_and_asked_about_once(on, keep, capsys):
    row = keep()
    call_command("scan_evidence")
    call_command("scan_evidence")

    assert (state(row), row.scan_words) == ("clean", "")
    assert capsys.readouterr().out.splitlines() == ["未发现问题1个", "没有等待检查的文件。"]
    (event,) = scan_events()
    assert (event.actor, event.actor_name, event.target) == (None, "系统", "合同.pdf")
    assert event.changes == [{"row": "合同.pdf", "field": "病毒检查", "old": "待检查", "new": "未发现问题"}]


def test_until_there_is_a_verdict_only_the_sender_opens_it(on, keep, signed_in, preparer, head):
    row = keep()

    assert signed_in(preparer).get(url(row, "download")).status_code == 200
    other = signed_in(head)
    assert [other.get(url(row, how)).status_code for how in ("preview", "inline", "download")] == [
        200,
        403,
        403,
    ]
    assert "正在进行病毒检查" in other.get(url(row, "preview")).content.decode()
    scanning.scan(row.pk)
    assert other.get(url(row, "download")).status_code == 200


def test_what_something_was_found_in_nobody_opens(on, keep, signed_in, preparer, settings):
    row = keep(INFECTED, "图.png")
    scanning.scan(row.pk)
    settings.SCANNER = ""
    client = signed_in(preparer)

    assert state(row) == "infected"
    assert [client.get(url(row, how)).status_code for how in ("preview", "inline", "download")] == [
        200,
        403,
        403,
    ]
    page = client.get(url(row, "preview")).content.decode()
    assert "文件已隔离" in page
    assert "下载</a>" not in page
    listed = client.get(f"/assessments/{row.assessment_id}/evidence/").content.decode()
    assert "发现病毒，已隔离" in listed
    assert scan_events().get().changes[0]["new"].startswith("发现问题，已隔离（Test.Signature")


def test_a_quarantined_file_stops_submission_until_it_is_deleted(on, keep, preparer, assessment):
    row = keep(INFECTED, "图.png")
    scanning.scan(row.pk)

    with pytest.raises(workflow.NotReady) as refused:
        submitted(assessment, preparer)
    (finding,) = refused.value.findings
    assert (finding.check, finding.place) == ("check_evidence_has_no_virus", "佐证材料")

    evidence.remove(assessment, row.pk, by=preparer)
    submitted(assessment, preparer)


def test_the_same_infected_content_again_is_still_quarantined(on, keep, preparer, assessment):
    row = keep(INFECTED, "图.png")
    submitted(assessment, preparer)
    workflow.withdraw(assessment, by=preparer)
    evidence.remove(assessment, row.pk, by=preparer)
    scanning.scan(row.pk)
    assessment.refresh_from_db()

    assert keep(INFECTED, "副本.png") == row
    assert state(row) == "infected"


def test_a_reviewer_reads_that_a_cited_file_is_quarantined(
    on, keep, signed_in, reviewer, preparer, assessment
):
    row = keep(INFECTED, "图.png")
    submission = submitted(assessment, preparer)
    client = signed_in(reviewer)

    assert client.get(frozen_url(submission, row)).status_code == 403
    assert "待检查" in client.get(submission.get_absolute_url()).content.decode()
    scanning.scan(row.pk)
    assert client.get(frozen_url(submission, row)).status_code == 403
    assert "请退回" in client.get(frozen_url(submission, row, "preview")).content.decode()
    assert "发现问题，已隔离" in client.get(submission.get_absolute_url()).content.decode()


def test_what_cannot_be_checked_is_explained_and_asked_about_again_on_demand(on, keep, preparer, assessment):
    row = keep(files.png(salt=b"x" * 2 * MOST), "图.png")
    scanning.scan(row.pk)
    call_command("scan_evidence")
    call_command("scan_evidence", "--again")

    assert (state(row), row.scan_words.startswith("INSTREAM size limit")) == ("unchecked", True)
    assert scan_events().count() == 1
    with pytest.raises(workflow.NotReady) as refused:
        submitted(assessment, preparer)
    assert [x.check for x in refused.value.findings] == ["check_evidence_could_be_scanned"]


def test_a_scanner_that_is_away_leaves_everything_waiting(down, keep, scanner, settings, client):
    rows = [keep(), keep(files.PDF + b"%")]

    with pytest.raises(CommandError, match="还有2个文件等待检查"):
        call_command("scan_evidence")
    assert client.get("/readyz").content.decode() == "ok\nscanner unreachable, uploads wait\n"
    settings.METRICS_TOKEN = "geheim"
    told = client.get("/metrics", headers={"Authorization": "Bearer geheim"}).content.decode()
    assert "perfeval_scanner_up 0" in told
    assert 'perfeval_evidence_scans{scan="pending"} 2' in told

    settings.SCANNER = scanner
    call_command("scan_evidence")
    assert [state(row) for row in rows] == ["clean", "clean"]
    assert client.get("/readyz").content == b"ok\n"


def test_a_wrong_setting_is_named(keep, settings):
    settings.SCANNER = "http://localhost"
    keep()

    with pytest.raises(CommandError, match="PERFEVAL_SCANNER"):
        call_command("scan_evidence")


def test_a_file_that_is_lost_cannot_be_checked(on, keep):
    row = keep()
    row.file.storage.delete(row.file.name)

    assert scanning.scan(row.pk) == "unchecked"
    assert (state(row), row.scan_words) == ("unchecked", scanning.LOST)


def test_a_file_deleted_while_it_is_looked_into_stays_deleted(on, keep, preparer, assessment, monkeypatch):
    row = keep()
    ask = scanning.ask

    def deleted_meanwhile(asked):
        verdict = ask(asked)
        evidence.remove(assessment, row.pk, by=preparer)
        return verdict

    monkeypatch.setattr(scanning, "ask", deleted_meanwhile)
    assert scanning.scan(row.pk) == ""
    assert not Evidence.objects.exists()


def test_an_infected_workbook_is_not_read(on, signed_in, preparer, assessment):
    file = io.BytesIO("项目名称,备注\n".encode() + SIGNATURE)
    file.name = "项目.csv"
    response = signed_in(preparer).post(f"/assessments/{assessment.pk}/import/", {"file": file})

    assert response.status_code == 422
    assert "病毒检查发现问题" in response.content.decode()
    event = scan_events().get()
    assert (event.actor, event.target) == (preparer, "项目.csv")


def test_a_scanner_that_is_away_stops_no_workbook(down, signed_in, preparer, assessment):
    file = io.BytesIO("项目名称\t年初预算数\n招商\t5\n".encode())
    file.name = "项目.txt"
    response = signed_in(preparer).post(f"/assessments/{assessment.pk}/import/", {"file": file})

    assert response.status_code == 302


def asked_later():
    """The files that workers are asked to have checked."""
    rows = DBTaskResult.objects.filter(task_path="departments.scanning.check").order_by("enqueued_at")
    return [(row.args_kwargs["args"], row.run_after) for row in rows]


def test_an_upload_asks_for_a_check_in_its_own_transaction(on, keep):
    with transaction.atomic():
        keep(INFECTED, "图.png")
        transaction.set_rollback(True)
    assert asked_later() == []

    row = keep(INFECTED, "图.png")
    ((arguments, _),) = asked_later()
    assert arguments == [row.pk]
    assert scanning.check.call(row.pk) == "infected"
    assert state(row) == "infected"


def test_without_a_scanner_no_worker_is_asked(off, keep):
    keep()

    assert asked_later() == []


def test_a_scanner_that_is_away_is_asked_again_later(down, keep):
    row = keep()
    before = timezone.now()

    assert scanning.check.call(row.pk) == "pending"
    assert [arguments for arguments, _ in asked_later()] == [[row.pk]] * 2
    assert asked_later()[1][1] >= before + scanning.AGAIN


@pytest.mark.django_db(transaction=True)
def test_a_worker_checks_what_was_uploaded(on, keep):
    row = keep(INFECTED, "图.png")
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)

    assert state(row) == "infected"

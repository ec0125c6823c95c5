"""Files in a bucket: everything that keeps or reads one does so through the storage, never by a path."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from departments import batch_items, batches, evidence
from reports import documents
from reports.batches import starting, tasks, zipping
from reports.batches.choosing import scope_of
from tests import factories
from tests.departments import evidence_files as files

from .hosts import made

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.either_database]


@pytest.fixture(scope="module")
def server():
    """A server that speaks S3, in a thread; to load it takes longer than a quick test."""
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield f"http://{running._server.server_address[0]}:{running._server.server_address[1]}"
    running.stop()


@pytest.fixture(autouse=True)
def bucket(server, settings, monkeypatch):
    """The storage of files is a new bucket; the disk has no place for them."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import boto3

    from perfeval.places import where_files_are

    found = boto3.resource("s3", endpoint_url=server).Bucket("perfeval")
    found.create()
    settings.MEDIA_ROOT = "/nowhere"
    settings.STORAGES = settings.STORAGES | {"default": where_files_are("perfeval", server)}
    yield
    found.objects.all().delete()
    found.delete()


@pytest.fixture
def proven(assessment, preparer):
    """A submitted self-assessment with a file of evidence."""
    row = evidence.add(assessment, io.BytesIO(files.png()), "现场照片.png", frozenset(), by=preparer).row
    factories.explain_everything(assessment)
    return factories.submission(assessment, by=preparer), row


def test_evidence_is_handed_in_and_read(proven, signed_in, preparer):
    submission, row = proven

    answer = signed_in(preparer).get(f"/assessments/{submission.assessment_id}/evidence/{row.pk}/download/")

    assert b"".join(answer.streaming_content) == files.png()
    assert default_storage.exists(row.file.name)
    call_command("clean_evidence")  # finds no file missing


def test_a_document_is_kept_and_read_again(proven, monkeypatch):
    submission, _ = proven
    first = documents.document_bytes(submission, "xlsx")
    monkeypatch.setattr(documents, "DOCUMENTS", {})  # nothing can be drawn any more

    assert documents.document_bytes(submission, "xlsx") == first


def test_a_job_ends_with_an_archive_in_the_bucket(proven, manager, signed_in):
    rows = scope_of(manager, "dossiers")
    batch = starting.start_dossiers(rows, selection="全部部门", key="", by=manager)
    while item := batch_items.claim():
        tasks.carry_out(item)

    answer = signed_in(manager).get(f"/batches/{batch.pk}/archive.zip")

    archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    assert any(name.endswith("佐证材料/现场照片.png") for name in archive.namelist())
    assert default_storage.listdir(zipping.FOLDER)[1] == [batches.archive_of(batch)["stored"].split("/")[1]]


def test_a_command_without_the_bucket_says_so_in_one_line(tmp_path):
    host = made(tmp_path / "host", "sqlite")
    nobody = {
        "PERFEVAL_S3_BUCKET": "perfeval",
        "PERFEVAL_S3_URL": "http://127.0.0.1:9",
        "AWS_MAX_ATTEMPTS": "1",
    }
    host.environment |= nobody

    told = host.run("backup", str(tmp_path / "backup.zip"))

    assert (told.returncode, len(told.stderr.splitlines())) == (2, 1)
    assert told.stderr.startswith("对象存储（PERFEVAL_S3_BUCKET、PERFEVAL_S3_URL）不能使用：")
    assert not (tmp_path / "backup.zip").exists()

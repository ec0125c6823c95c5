"""Files without rows go, rows without files are named, and a torn file never gets a name that counts."""

import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from departments import evidence
from perfeval.storage import PART, DurableStorage

from . import evidence_files as files


@pytest.fixture
def row(preparer, assessment):
    return evidence.add(assessment, io.BytesIO(files.PDF), "合同.pdf", frozenset(), by=preparer).row


@pytest.fixture
def orphans(settings, row):
    """What a killed process leaves: one old, one half written, one of an upload under way."""
    folder = Path(settings.MEDIA_ROOT) / Path(row.file.name).parent
    old, torn, young = folder / ("0" * 32), folder / f".1{PART}", folder / ("2" * 32)
    for path in (old, torn, young):
        path.write_bytes(b"abc")
    for path in (old, torn):
        os.utime(path, (time.time() - 90_000, time.time() - 90_000))
    return old, torn, young


def test_old_files_without_a_row_go(row, orphans, capsys):
    call_command("clean_evidence")

    assert [path.exists() for path in orphans] == [False, False, True]
    assert Path(row.file.path).exists()
    assert capsys.readouterr().out.count("已删除") == 2


def test_a_dry_run_removes_nothing(row, orphans, capsys):
    call_command("clean_evidence", "--dry-run", "--hours", "0")

    assert all(path.exists() for path in orphans)
    assert capsys.readouterr().out.count("将删除") == 3


def test_a_lost_file_is_named(row, capsys):
    Path(row.file.path).unlink()

    with pytest.raises(CommandError, match="1个登记的文件缺失") as error:
        call_command("clean_evidence")

    assert error.value.returncode == 1
    assert f"缺失：合同.pdf（{row.file.name}）" in capsys.readouterr().err


def test_without_any_file_there_is_nothing_to_do(db, capsys):
    call_command("clean_evidence")
    assert capsys.readouterr().out == ""


def test_a_write_that_breaks_off_leaves_nothing(settings):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError

    storage = DurableStorage()
    with pytest.raises(OSError):  # noqa: PT011
        storage.save("evidence/x", Broken(b"half and half"))

    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_file_is_synced_before_it_has_its_name(settings, monkeypatch):
    seen = []
    sync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda handle: (seen.append("sync"), sync(handle)))
    monkeypatch.setattr(Path, "rename", lambda path, to: (seen.append("rename"), rename(path, to)))

    name = DurableStorage().save("evidence/x", ContentFile(b"abc"))

    assert seen == ["sync", "rename", "sync"]
    path = Path(settings.MEDIA_ROOT) / name
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"abc", 0o640)

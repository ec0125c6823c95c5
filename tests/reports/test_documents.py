"""Documents are rendered once and kept; the command writes them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports import documents
from tests import factories


@pytest.fixture
def entry(department, fiscal_year):
    return factories.complete_assessment(department, fiscal_year)


@pytest.fixture
def frozen(entry, preparer):
    return factories.submission(entry, by=preparer)


def kept():
    return sorted(path.name for path in (Path(settings.MEDIA_ROOT) / "documents").iterdir())


def test_rendered_once_then_read(frozen, monkeypatch):
    first = documents.document_bytes(frozen, "pdf")
    monkeypatch.setattr(documents, "content_of_submission", lambda submission: pytest.fail("drawn again"))

    assert documents.document_bytes(frozen, "pdf") == first
    assert len(kept()) == 1


def test_no_half_written_file_is_left(frozen, monkeypatch):
    def broken(source, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(OSError, match="disk full"):
        documents.document_bytes(frozen, "docx")

    assert kept() == []


@pytest.mark.variations
@pytest.mark.parametrize("extension", list(documents.DOCUMENTS))
def test_drawn_again_from_the_frozen_row_it_is_the_same(frozen, extension):
    first = documents.document_bytes(frozen, extension)
    (Path(settings.MEDIA_ROOT) / "documents" / kept()[0]).unlink()

    assert documents.document_bytes(frozen, extension) == first


def test_later_changes_do_not_reach_a_submission(frozen, department):
    first = documents.content_of_submission(frozen)
    department.name = "另一个名称"
    department.save()

    assert documents.content_of_submission(type(frozen).objects.get(pk=frozen.pk)) == first


@pytest.mark.variations
@pytest.mark.parametrize("extension", list(documents.DOCUMENTS))
def test_command_writes_the_latest_submission(frozen, department, tmp_path, capsys, extension):
    call_command(
        "export_document", department=department.code, year=2025, format=extension, output=tmp_path / "新目录"
    )
    path = Path(capsys.readouterr().out.strip())

    assert path.name.startswith("2025年度东湖区商务局部门整体绩效自评")
    assert path.read_bytes() == documents.document_bytes(frozen, extension)


def test_command_writes_a_draft_where_nothing_was_submitted(entry, department, tmp_path, capsys):
    call_command("export_document", department=department.name, year=2025, format="xlsx", output=tmp_path)

    assert Path(capsys.readouterr().out.strip()).name == "2025年度东湖区商务局部门整体绩效自评表（草稿）.xlsx"


def test_command_cannot_start_without_the_assessment(department, tmp_path):
    with pytest.raises(CommandError) as stopped:
        call_command("export_document", department=department.code, year=1999, format="pdf", output=tmp_path)

    assert stopped.value.returncode == 2


def test_command_cannot_start_where_it_cannot_write(entry, department, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError) as stopped:
        call_command(
            "export_document", department=department.code, year=2025, format="xlsx", output=tmp_path / "file"
        )

    assert stopped.value.returncode == 2

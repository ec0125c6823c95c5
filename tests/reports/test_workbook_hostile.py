"""Hostile files: a sentence or a list of problems, never an error, never a change.

Time and memory are held by the child itself (`reports/reading/limits.py`): it dies before it harms.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from departments.models import WorkbookImport
from reports.reading import limits, reader
from reports.reading.book import Refused
from reports.workbook import writing
from tests.reports import hostile
from tests.reports.test_workbook import everything

SEED = int(os.environ.get("MUTANT_SEED", "20260401"))


@pytest.fixture
def sent(signed_in, preparer, assessment):
    """Uploads a file as the preparer does: the answer to the upload, then the page it leads to."""
    client = signed_in(preparer)
    address = reverse("reports:workbook_upload", args=[assessment.pk])

    def send(content):
        response = client.post(address, {"file": SimpleUploadedFile("工作簿.xlsx", content)})
        return client.get(response.url) if response.status_code == 302 else response

    return send


@pytest.fixture
def good(assessment):
    return writing.workbook_of(assessment)


def test_there_are_sixty_of_them():
    assert len(hostile.REFUSED | hostile.PROBLEMS | hostile.HARMLESS) >= 60


@pytest.mark.slow
@pytest.mark.either_database
@pytest.mark.parametrize("name", hostile.REFUSED)
def test_refused_with_a_sentence(name, sent, good, assessment):
    before = everything(assessment)
    response = sent(hostile.REFUSED[name](good))

    assert response.status_code == 422
    assert [len(str(error)) > 4 for error in response.context["form"].errors["file"]] == [True]
    assert not WorkbookImport.objects.exists()
    assert everything(assessment) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.PROBLEMS)
def test_read_but_not_importable(name, sent, good, assessment):
    before = everything(assessment)
    plan = sent(hostile.PROBLEMS[name](good)).context["plan"]

    assert plan.problems
    assert not plan.is_ready
    assert everything(assessment) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.HARMLESS)
def test_harmless_after_all(name, sent, good):
    plan = sent(hostile.HARMLESS[name](good)).context["plan"]

    assert plan.problems == []
    assert {cell.new for row in plan.rows for cell in row.cells} <= {"张三"}


@pytest.mark.slow
def test_two_hundred_mutants(sent, good, assessment):
    """What is read of them is kept until it is confirmed; for that PostgreSQL gets the first fifty."""
    before = everything(assessment)
    count = 200 if connection.vendor == "sqlite" else 50
    for number, mutant in enumerate(hostile.mutants(good, SEED, count)):
        response = sent(mutant)
        assert response.status_code in (200, 422), f"MUTANT_SEED={SEED}, mutant {number}"
    assert everything(assessment) == before


def in_a_child(code):
    """Run a line in a process with the child's limits."""
    line = f"from reports.reading import child; child.limit(); {code}"
    return subprocess.run([sys.executable, "-c", line], capture_output=True, timeout=60, check=False)


def test_the_child_cannot_take_more_memory_than_allowed():
    assert in_a_child(f"bytes({limits.MEMORY_BYTES})").returncode != 0
    assert in_a_child("bytes(1000)").returncode == 0


def test_the_child_cannot_write_a_file(tmp_path):
    in_a_child(f"open({str(tmp_path / 'x')!r}, 'w').write('x' * 100000)")

    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(reader.limits, "SECONDS", 0.01)
    with pytest.raises(Refused, match="超出允许的时间"):
        reader.read(b"x" * 1000)


def test_a_child_that_dies_is_a_sentence(monkeypatch):
    monkeypatch.setattr(reader, "_MODULE", "reports.reading.nothing")
    with pytest.raises(Refused, match="超出允许"):
        reader.read(b"x")


def test_the_child_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("PERFEVAL_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")

    assert "secret" not in reader._environment().values()


def test_the_child_needs_no_django():
    code = "import sys; from reports.reading import child, spreadsheet, word; print('django' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)

    assert done.stdout.strip() == "False"

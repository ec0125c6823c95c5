"""核验: a file or receipt proves itself by its hash."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from departments import verifying, workflow
from departments.models import Assessment, IssuedDocument, Section
from tests import factories


@pytest.fixture
def issued(submission):
    """A document of the submission."""
    content = b"%PDF-1.7 the official document"
    verifying.note(submission, "pdf", content)
    verifying.note(submission, "pdf", content)
    return content


def upload(client, content):
    return client.post("/verify/", {"file": SimpleUploadedFile("结果.pdf", content)}).content.decode()


def test_a_document_is_known_by_its_bytes_without_signing_in(client, issued):
    assert IssuedDocument.objects.count() == 1
    page = upload(client, issued)
    assert "核验通过" in page
    assert "东湖区商务局" in page


def test_a_changed_byte_is_found(client, issued):
    page = upload(client, issued + b" ")
    assert "核验未通过" in page
    assert "东湖区商务局" not in page


def test_a_receipt_is_known_by_the_hash_it_prints(client, signed_in, preparer, submission):
    assert (
        submission.sha256
        in signed_in(preparer).get(f"/submissions/{submission.pk}/receipt/").content.decode()
    )
    client.logout()
    assert "核验通过" in client.get("/verify/", {"sha256": submission.sha256.upper()}).content.decode()


def test_an_old_version_says_that_it_was_replaced(client, submission, preparer, reviewer):
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="请核实")
    assessment = Assessment.objects.get(pk=submission.assessment.pk)
    Section.objects.filter(assessment=assessment).exclude(text="").update(text="改过的文字说明。")
    factories.explain_everything(assessment)
    workflow.submit(assessment, by=preparer)
    assert "已被后来的送审稿取代" in client.get("/verify/", {"sha256": submission.sha256}).content.decode()


@pytest.mark.variations
@pytest.mark.parametrize("typed", ["", "abc", "g" * 64, "０" * 64])
def test_what_is_no_hash_is_said(client, db, typed):
    page = client.get("/verify/", {"sha256": typed}).content.decode()
    assert "SHA-256是64位" in page or "请选择文件，或填写SHA-256" in page


def test_a_receipt_is_not_for_strangers(signed_in, stranger, submission):
    assert signed_in(stranger).get(f"/submissions/{submission.pk}/receipt/").status_code == 404


def test_the_approval_carries_total_grade_and_statement(approved):
    review = approved.submissions.get().reviews.get()
    assert review.total == review.submission.total
    assert review.grade == review.submission.grade
    assert "同意" in review.statement

"""What stands in the addresses that are walked."""

import io

import pytest

from departments import evidence
from tests import factories
from tests.departments import evidence_files as files


@pytest.fixture
def rows(assessment, preparer):
    """What stands in the addresses."""
    proof = evidence.add(assessment, io.BytesIO(files.PDF), "合同.pdf", frozenset(), by=preparer).row
    factories.explain_everything(assessment)
    submission = factories.submission(assessment, by=preparer)
    own = {"pk": assessment.pk, "file": proof.pk, "verb": "submit", "section": "budget", "extension": "pdf"}
    frozen = {"pk": submission.pk, "sha256": proof.sha256, "extension": "xlsx"}
    ways = [{"how": how} for how in ("preview", "inline", "download")]
    return {
        "assessments": [own | way for way in ways],
        "submissions": [frozen | way for way in ways],
        "audit": [{"number": 1, "extension": "csv"}],
        "public": [{"year": 2025, "code": assessment.department.code}],
        "admin": [{"app_label": "departments", "content_type_id": 0, "object_id": 0}],
    }

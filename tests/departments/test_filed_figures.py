"""The figures kept of the latest submission are those of the latest submission."""

from decimal import Decimal

import pytest
from django.utils import timezone

from departments import filed_figures, workflow
from departments.models import Assessment, FiledFigures, Review, Submission
from tests import factories

pytestmark = pytest.mark.slow


def kept(assessment):
    return FiledFigures.objects.get(assessment=assessment)


def test_a_submission_keeps_its_figures(submission):
    row = kept(submission.assessment)

    assert row.submission == submission
    assert row.fiscal_year == submission.assessment.fiscal_year
    assert row.first_sent == timezone.localdate(submission.submitted_at)
    assert all(getattr(row, x) == getattr(submission, x) for x in filed_figures.COLUMNS)
    assert (row.reviewed, row.approved) == (None, False)
    assert row.found == len(submission.findings) > 0
    assert (row.errors, row.warnings, row.waived) == (0, row.found, 0)
    assert row.get_absolute_url() == submission.get_absolute_url()


def test_nothing_is_kept_of_who_never_submitted(assessment):
    assert not FiledFigures.objects.filter(assessment=assessment).exists()


def test_the_next_submission_takes_the_place_of_the_one_before(submission, reviewer, preparer):
    assessment = submission.assessment
    workflow.return_for_revision(assessment, by=reviewer, reason="请核对金额。")
    again = factories.submission(Assessment.objects.get(pk=assessment.pk), by=preparer)

    row = kept(assessment)
    assert (again.number, row.submission) == (2, again)
    assert row.first_sent == timezone.localdate(submission.submitted_at)


def test_an_approved_total_stands_until_the_next_submission(submission, authority, reviewer):
    review = Review.objects.create(
        submission=submission, body=authority, verdict="approved", reviewer=reviewer, total=Decimal("76.5")
    )
    filed_figures.keep_reviewed(review)
    assert kept(submission.assessment).reviewed == Decimal("76.50")

    factories.copy_of(submission, submission.assessment, number=2)
    assert (kept(submission.assessment).reviewed, kept(submission.assessment).approved) == (None, False)


def test_approving_keeps_the_reviewed_total(approved):
    review = Review.objects.get(submission__assessment=approved, verdict="approved")

    assert (kept(approved).reviewed, kept(approved).approved) == (review.total, True)
    assert kept(approved).submission == approved.submissions.first() == Submission.objects.get()

"""复核 of a submission: the reviewer's own values and scores, and what follows."""

from decimal import Decimal

import pytest

from departments import reviewing
from departments.models import AuditEvent, ReviewedLine
from departments.scoring.deductions import Disagrees
from departments.scoring.reviewed import Entered


@pytest.fixture
def key(submission):
    """The line of 引进重点企业数."""
    return next(key for key, name in reviewing.lines_of(submission).items() if name == "引进重点企业数")


def cards(submission, body):
    return reviewing.cards_of(submission, reviewing.entered_of(submission, body))


def test_a_reviewed_value_moves_the_total(submission, authority, reviewer, key):
    before = cards(submission, authority)[0]
    nothing = Entered(score=Decimal(0), deduction="no_evidence")
    reviewing.enter(submission, authority, key, nothing, by=reviewer)
    after = cards(submission, authority)[0]

    lost = next(x.line.score for x in after.lines if x.line.key == key)
    assert (before.total, after.reviewed) == (submission.total, 1)
    assert after.total == before.total - lost
    recorded = AuditEvent.objects.get(verb="review_line").changes
    assert [x["new"] for x in recorded if x["field"] == "扣分理由"] == ["未提供佐证材料（扣100%）"]


def test_a_score_against_its_deduction_is_refused_and_nothing_is_kept(submission, authority, reviewer, key):
    with pytest.raises(Disagrees):
        reviewing.enter(
            submission, authority, key, Entered(score=Decimal(9), deduction="no_evidence"), by=reviewer
        )
    assert not ReviewedLine.objects.exists()


def test_the_rest_is_confirmed_at_once(submission, authority, reviewer, key):
    reviewing.enter(submission, authority, key, Entered(value="80"), by=reviewer)
    rest = reviewing.confirm_rest(submission, authority, by=reviewer)

    card = cards(submission, authority)[0]
    assert rest == len(reviewing.lines_of(submission)) - 1
    assert card.reviewed == len(card.lines)
    assert reviewing.confirm_rest(submission, authority, by=reviewer) == 0


def test_what_was_entered_is_recorded_and_can_be_taken_back(submission, authority, reviewer, key):
    reviewing.enter(submission, authority, key, Entered(value="80"), by=reviewer)
    reviewing.enter(submission, authority, key, Entered(value="80"), by=reviewer)
    reviewing.forget(submission, authority, key, by=reviewer)
    reviewing.forget(submission, authority, key, by=reviewer)

    changes = [event.changes for event in AuditEvent.objects.filter(verb="review_line")]
    assert [(x["old"], x["new"]) for (x,) in changes] == [(None, "80"), ("80", None)]


def test_each_body_reviews_for_itself(submission, authority, department, reviewer, key):
    reviewing.enter(submission, authority, key, Entered(value="80"), by=reviewer)
    assert cards(submission, department)[0].total == submission.total

"""沿用上一稿的复核: after a resubmission only what changed is reviewed again."""

import io
from decimal import Decimal

import pytest

from departments import evidence, review_repeating, reviewing, workflow
from departments.models import AuditEvent, Indicator, ReviewedLine
from departments.scoring.reviewed import Entered
from tests import factories

from . import evidence_files as files

pytestmark = pytest.mark.slow
CHANGED, SAME = "引进重点企业数", "招商活动场次"
LOWER = Entered(score=Decimal(20), deduction="value_differs", note="签到表只有20场")


def key_of(submission, name):
    return next(key for key, called in reviewing.lines_of(submission).items() if called == name)


@pytest.fixture
def returned(submission, authority, reviewer):
    """Reviewed line by line, and sent back."""
    reviewing.enter(submission, authority, key_of(submission, SAME), LOWER, by=reviewer)
    reviewing.confirm_rest(submission, authority, by=reviewer)
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="请核实")
    submission.assessment.refresh_from_db()
    return submission.assessment


@pytest.fixture
def sent_again(returned, preparer):
    def sent():
        factories.explain_everything(returned)
        return factories.submission(returned, by=preparer)

    return sent


def a_figure(row, by):
    Indicator.objects.filter(pk=row.pk).update(actual=row.actual + 1)


def a_text(row, by):
    Indicator.objects.filter(pk=row.pk).update(improvement="逐户走访，尽快落地")


def a_file(row, by):
    tokens = frozenset([evidence.token_of(row)])
    evidence.add(row.goal.assessment, io.BytesIO(files.PDF), "名单.pdf", tokens, by=by)


@pytest.mark.parametrize("change", [a_figure, a_text, a_file])
def test_what_did_not_change_is_taken_over_and_what_did_is_not(
    signed_in, reviewer, preparer, returned, sent_again, change
):
    change(Indicator.objects.get(name=CHANGED), preparer)
    second = sent_again()
    client = signed_in(reviewer)
    page = client.get(f"/submissions/{second.pk}/review/").content.decode()

    assert "沿用第1稿的复核（1项未改动）" in page
    answer = client.post(f"/submissions/{second.pk}/review/repeat/", follow=True).content.decode()

    assert "1个没有改动的指标已沿用上一稿的复核，其余请逐项复核。" in answer
    assert "稿的复核（" not in answer
    row = ReviewedLine.objects.get(submission=second)
    assert (row.key, Entered(**row.values())) == (key_of(second, SAME), LOWER)
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.verb, event.reason) == ("review_line", "沿用第1稿的复核")
    assert {"row": SAME, "field": "复核得分", "old": None, "new": "20"} in event.changes


def test_all_of_it_where_nothing_changed_and_nothing_twice(signed_in, reviewer, authority, sent_again):
    second = sent_again()
    client = signed_in(reviewer)

    for _ in range(2):
        answer = client.post(f"/submissions/{second.pk}/review/repeat/", follow=True).content.decode()
    assert "没有可以沿用的复核。" in answer
    assert reviewing.obstacle(second, authority) == ""
    assert ReviewedLine.objects.filter(submission=second).count() == len(reviewing.lines_of(second))


def test_what_was_looked_at_already_stays(reviewer, authority, sent_again):
    second = sent_again()
    anew = Entered(note="这次补了签到表")
    reviewing.enter(second, authority, key_of(second, SAME), anew, by=reviewer)

    review_repeating.repeat(second, authority, by=reviewer)

    assert reviewing.entered_of(second, authority)[key_of(second, SAME)] == anew


def test_under_another_scheme_everything_is_reviewed_again(authority, sent_again):
    second = sent_again()
    assert review_repeating.repeatable(second, authority)

    second.scheme = second.scheme._meta.model.objects.exclude(pk=second.scheme_id).first()

    assert not review_repeating.repeatable(second, authority)


def test_a_first_submission_has_nothing_to_take_over(signed_in, reviewer, submission):
    assert "沿用第" not in signed_in(reviewer).get(f"/submissions/{submission.pk}/review/").content.decode()


def test_the_findings_of_another_body_are_not_taken_over(sent_again, other_department):
    assert not review_repeating.repeatable(sent_again(), other_department)

"""Clicks that meet on PostgreSQL: a decision is about the figures seen, and each race is shown unguarded too.

SQLite lets one writer in at a time; there is nothing to race.
"""

import threading
from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.test import Client

from departments import explaining, freezing, once, reviewing, workflow
from departments.models import Assessment, AuditEvent, Remark, Review, ReviewedLine, Submission, User
from departments.views import verbs

from .racing import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLICKS = 8
MEETING = 3
"""Seconds one waits for the other to come past the guard; where the guard holds, they never meet."""


@pytest.fixture
def unlocked(monkeypatch):
    """For the negative controls: no row is held."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def again(person):
    """The person as another request finds them: roles are kept on the object."""
    return User.objects.get(pk=person.pk)


# --- eight clicks on 送审 -----------------------------------------------------------------------


@pytest.fixture
def freezing_together(monkeypatch):
    """Who comes as far as freezing waits for the others a while; returns who came."""
    came, all_here, freeze = [], threading.Barrier(CLICKS), freezing.freeze

    def wait_and_freeze(assessment, *, by):
        came.append(by)
        with suppress(threading.BrokenBarrierError):
            all_here.wait(timeout=MEETING)
        return freeze(assessment, by=by)

    monkeypatch.setattr(freezing, "freeze", wait_and_freeze)
    return came


def click_submit(assessment, person, *keys):
    """One post for each key, all at once; their status codes, sorted."""

    seen = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def click(key):
        client = Client()
        client.force_login(person)
        data = {"once": key, "seen": seen}
        return client.post(f"/assessments/{assessment.pk}/submit/", data).status_code

    return sorted(at_once(*[lambda key=key: click(key) for key in keys]))


def submitted():
    return Submission.objects.count(), AuditEvent.objects.filter(verb="submit").count()


def test_eight_clicks_of_one_button_are_one_submission(preparer, assessment, freezing_together):
    answers = click_submit(assessment, preparer, *[once.new_key()] * CLICKS)

    assert answers == [302] * CLICKS
    assert (submitted(), len(freezing_together)) == ((1, 1), 1)


def test_of_eight_pages_one_submits_and_the_others_are_told(preparer, assessment, freezing_together):
    answers = click_submit(assessment, preparer, *[once.new_key() for _ in range(CLICKS)])

    assert answers == [302] + [409] * (CLICKS - 1)
    assert (submitted(), len(freezing_together)) == ((1, 1), 1)


def test_without_the_lock_eight_would_freeze(preparer, assessment, freezing_together, unlocked):
    """The negative control: only the number of the submission, unique, keeps seven of them out."""
    answers = at_once(*[lambda: workflow.submit(assessment, by=again(preparer))] * CLICKS)

    assert len(freezing_together) == CLICKS
    assert not any(isinstance(x, workflow.NotAllowed) for x in answers)


def test_without_its_key_a_button_pressed_twice_says_that_it_failed(preparer, assessment, monkeypatch):
    """The negative control of the key."""
    monkeypatch.setattr(once, "is_first", lambda key, *, by: True)

    assert click_submit(assessment, preparer, *[once.new_key()] * 2) == [302, 409]


# --- approve against withdraw → edit → resubmit -----------------------------------------------


@pytest.fixture
def approving(assessment, preparer, reviewer, monkeypatch):
    """Approve what was seen while it is withdrawn, edited and submitted again: the answers, what was seen.

    The approval waits after its comparison until the other is through, at most a while.
    """
    seen = workflow.submit(assessment, by=preparer)
    compared, is_changed, begin = threading.Event(), threading.Event(), workflow.approve

    def approve_late(row, *, by):
        compared.set()
        is_changed.wait(MEETING)
        return begin(row, by=by)

    def approve():
        data = {"once": "", "sha256": seen.sha256, "seen": None, "reason": ""}
        verbs.act(seen.assessment, "approve", data, by=again(reviewer))

    def change():
        compared.wait(MEETING)
        person = again(preparer)
        workflow.withdraw(assessment, by=person)
        Assessment.objects.get(pk=assessment.pk).budget_lines.update(spent=6_000_00)
        text = workflow.submit(explained_again(assessment, person), by=person)
        is_changed.set()
        return text

    monkeypatch.setattr(workflow, "approve", approve_late)
    return lambda: (at_once(approve, change), seen)


def explained_again(assessment, person):
    from tests import factories

    factories.explain_everything(assessment)
    return assessment


def approved_sha256s():
    return list(Review.objects.filter(verdict="approved").values_list("submission__sha256", flat=True))


def test_an_approval_is_of_the_figures_that_were_seen(approving):
    (approval, change), seen = approving()

    assert approval is None
    assert isinstance(change, (workflow.NotAllowed, PermissionDenied))
    assert approved_sha256s() == [seen.sha256]


def test_without_the_lock_unseen_figures_would_be_approved(approving, unlocked):
    """The negative control."""
    (approval, change), seen = approving()

    assert approval is None
    assert approved_sha256s() == [change.sha256] != [seen.sha256]


# --- submit against a colleague's edit --------------------------------------------------------


@pytest.fixture
def submitting(assessment, preparer, head, monkeypatch):
    """Submit the draft that was seen while a colleague changes it."""
    compared, is_edited, submit = threading.Event(), threading.Event(), workflow.submit
    events = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)

    def submit_late(row, *, by):
        compared.set()
        is_edited.wait(MEETING)
        return submit(row, by=by)

    def click():
        data = {"once": "", "sha256": "", "seen": events.first() or 0, "reason": ""}
        verbs.act(assessment, "submit", data, by=again(preparer))

    def edit():
        compared.wait(MEETING)
        warning = next(x for x in findings_of(assessment) if x.severity == "warning")
        explaining.explain(assessment, warning, "同事改的说明", by=again(head))
        is_edited.set()

    monkeypatch.setattr(workflow, "submit", submit_late)
    return lambda: at_once(click, edit)


def findings_of(assessment):
    from departments import queries
    from departments.validation import findings_in

    return findings_in(queries.facts_for(assessment))


def texts_frozen():
    return {row["text"] for row in Submission.objects.get().explanations}


def test_a_draft_is_submitted_as_it_was_seen(submitting):
    submission, edit = submitting()

    assert submission is None
    assert isinstance(edit, PermissionDenied)
    assert "同事改的说明" not in texts_frozen()


def test_without_the_lock_an_unseen_edit_would_be_submitted(submitting, unlocked):
    """The negative control."""
    assert submitting() == [None, None]
    assert "同事改的说明" in texts_frozen()


# --- a remark against withdraw, a reviewed line against the decision ---------------------------


@pytest.fixture
def reviewing_late(monkeypatch, submission, reviewer):
    """A line of the review is kept while the other thing is done; returns both answers."""
    allowed, is_done, enter = threading.Event(), threading.Event(), reviewing.confirm_rest

    def confirm_late(*arguments, **options):
        allowed.set()
        is_done.wait(MEETING)
        return enter(*arguments, **options)

    def click():
        client = Client()
        client.force_login(reviewer)
        return client.post(f"/submissions/{submission.pk}/review/rest/").status_code

    def run(other):
        def then():
            allowed.wait(MEETING)
            other()
            is_done.set()

        return at_once(click, then)

    monkeypatch.setattr(reviewing, "confirm_rest", confirm_late)
    return run


def test_nothing_is_withdrawn_under_a_reviewers_hand(reviewing_late, submission, preparer):
    answers = reviewing_late(lambda: workflow.withdraw(submission.assessment, by=again(preparer)))

    assert answers[0] == 302
    assert isinstance(answers[1], PermissionDenied)


def test_without_the_lock_it_would_be(reviewing_late, submission, preparer, unlocked):
    """The negative control: a review of what is a draft again."""
    assert reviewing_late(lambda: workflow.withdraw(submission.assessment, by=again(preparer))) == [302, None]
    assert (Assessment.objects.get().status, Remark.objects.count()) == ("draft", 0)
    assert ReviewedLine.objects.exists()

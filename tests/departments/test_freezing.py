"""送审稿: what is frozen is whole, repeatable and never changes."""

import copy
import time
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import ProtectedError, QuerySet

from departments import assessment_file, freezing, queries, workflow
from departments.audit import canonical_sha256
from departments.models import AuditEvent, Department, Indicator, Submission, User
from departments.scoring.scorecard import score
from departments.workflow import NotAllowed

from .racing import at_once


def content_of(submission):
    names = ("facts", "scorecards", "findings", "explanations", "basics")
    return {name: copy.deepcopy(getattr(submission, name)) for name in names}


def test_the_hash_is_of_the_content(submission):
    frozen = Submission.objects.get()

    assert canonical_sha256(content_of(frozen)) == frozen.sha256 == submission.sha256
    assert len(frozen.sha256) == 64


def test_the_columns_repeat_the_figures(submission):
    frozen = Submission.objects.get()

    assert (frozen.total, frozen.grade, frozen.execution_rate) == (Decimal(77), "中", Decimal(85))
    assert (frozen.budget, frozen.spent) == (Decimal(10_000_000), Decimal(8_500_000))
    assert (frozen.number, frozen.scheme.key, frozen.outline.key) == (
        1, "hubei-department-2020", "huangshi-2021",
    )  # fmt: skip


def test_every_explanation_is_frozen_with_its_finding(submission):
    assert [x["check"] for x in submission.explanations] == [x["check"] for x in submission.findings]
    assert {x["text"] for x in submission.explanations} == {"已核实，情况属实。"}


def test_the_same_facts_have_the_same_hash(preparer, assessment):
    first = workflow.submit(assessment, by=preparer)
    workflow.withdraw(assessment, by=preparer)
    second = workflow.submit(assessment, by=preparer)
    workflow.withdraw(assessment, by=preparer)
    Indicator.objects.filter(name="引进重点企业数").update(actual=Decimal("75.000001"))
    third = workflow.submit(assessment, by=preparer)

    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert first.sha256 == second.sha256 != third.sha256


def test_frozen_facts_score_the_same_again(submission):
    facts = queries.facts_of(submission)

    assert [card.total for card in score(facts)] == [Decimal("77.00")]
    assert assessment_file.dump(facts) == submission.facts


def test_what_is_frozen_stays_when_everything_around_it_changes(preparer, reviewer, department, submission):
    before = content_of(submission)
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="请复核")
    Indicator.objects.update(actual=Decimal(1), name="改名")
    submission.assessment.budget_lines.update(spent=0)
    Department.objects.filter(pk=department.pk).update(name="改名局")
    User.objects.filter(pk=preparer.pk).update(name="改名", post="改任")

    frozen = Submission.objects.get()

    assert content_of(frozen) == before
    assert (frozen.submitted_by_name, frozen.submitted_by_post) == ("填报人", "科员")


ATTEMPTS = {
    "save": lambda row: row.save(),
    "save a column": lambda row: row.save(update_fields=["total"]),
    "delete": lambda row: row.delete(),
    "update": lambda row: Submission.objects.update(total=100),
    "filtered update": lambda row: Submission.objects.filter(pk=row.pk).update(total=100),
    "update of the assessment's": lambda row: row.assessment.submissions.update(total=100),
    "bulk update": lambda row: Submission.objects.bulk_update([row], ["total"]),
    "delete all": lambda row: Submission.objects.all().delete(),
    "update or create": lambda row: Submission.objects.update_or_create(pk=row.pk, defaults={"total": 1}),
    "delete the assessment": lambda row: row.assessment.delete(),
    "delete the scheme": lambda row: row.scheme.delete(),
    "delete the outline": lambda row: row.outline.delete(),
    "delete who submitted": lambda row: row.submitted_by.delete(),
    "delete the department": lambda row: row.assessment.department.delete(),
}


@pytest.mark.variations
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_submission_never_changes(submission, attempt):
    submission.total = Decimal(100)

    with pytest.raises((TypeError, ProtectedError, ProgrammingError)), transaction.atomic():
        ATTEMPTS[attempt](submission)

    frozen = Submission.objects.get()
    assert (frozen.total, frozen.sha256) == (Decimal(77), submission.sha256)


@pytest.fixture
def slow_freezing(monkeypatch):
    """Counts who comes as far as freezing, and keeps them there a while."""
    entered = []
    freeze = freezing.freeze

    def slowly(assessment, *, by):
        entered.append(by)
        time.sleep(0.3)
        return freeze(assessment, by=by)

    monkeypatch.setattr(freezing, "freeze", slowly)
    return entered


def submit_twice(assessment, preparer):
    def submit():
        return workflow.submit(assessment, by=User.objects.get(pk=preparer.pk))

    return at_once(submit, submit)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_submitting_twice_at_once_makes_one_submission(preparer, assessment, slow_freezing):
    answers = submit_twice(assessment, preparer)

    assert sorted(type(x).__name__ for x in answers) == ["NotAllowed", "Submission"]
    assert len(slow_freezing) == 1
    assert (Submission.objects.count(), AuditEvent.objects.count()) == (1, 1)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_freeze(preparer, assessment, slow_freezing, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    answers = submit_twice(assessment, preparer)

    assert len(slow_freezing) == 2
    assert not any(isinstance(x, NotAllowed) for x in answers)


@pytest.mark.parametrize("unreadable", ["零宽\u200b字符", "控制\x0b字符"])
def test_what_could_not_be_read_again_is_refused_before_it_is_frozen(assessment, preparer, unreadable):
    """However such a character came into the database, nothing unreadable is ever frozen."""
    Indicator.objects.filter(goal__assessment=assessment).update(improvement=unreadable)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.submit(assessment, by=preparer)

    assert {f.check for f in refused.value.findings} == {"check_can_be_kept"}
    assert refused.value.findings[0].place.endswith(".improvement")
    assert not Submission.objects.exists()

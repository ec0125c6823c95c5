"""The audit record: chained, in the transaction of its change, without a fork."""

import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from departments import audit, workflow
from departments.audit import chain
from departments.models import AuditEvent, Project, Submission, User

from ..flushing import unguarded
from .racing import at_once


def chain_problems():
    """Events whose link or content does not fit."""
    problems, previous = [], "0" * 64
    for event in AuditEvent.objects.all():
        if event.previous_hash != previous or event.hash != audit.digest(event):
            problems.append(event.pk)
        previous = event.hash
    return problems


def write(count, by, **values):
    for number in range(count):
        with transaction.atomic():
            audit.record("edit", by=by, target=f"第{number}次", **values)


def test_each_event_carries_the_hash_of_the_one_before(preparer, assessment):
    change = audit.change("招商", "年初预算数", None, 5)
    write(3, preparer, assessment=assessment, changes=[change], reason="更正")

    events = list(AuditEvent.objects.all())

    assert [e.previous_hash for e in events] == ["0" * 64, events[0].hash, events[1].hash]
    assert chain_problems() == []
    assert events[0].changes == [{"row": "招商", "field": "年初预算数", "old": None, "new": "5"}]


@pytest.mark.variations
@pytest.mark.parametrize(
    "changed",
    [
        {"actor_name": "别人"}, {"verb": "approve"}, {"target": "别的"}, {"reason": "改写"},
        {"changes": [{"row": "x"}]}, {"submission_sha256": "f" * 64}, {"actor": None}, {"assessment": None},
        {"number": 99}, {"address": "10.9.8.7"}, {"actor_roles": "x"}, {"result": "denied"}, {"rows": "[]"},
    ],
)  # fmt: skip
def test_a_changed_event_is_noticed(preparer, assessment, changed):
    write(3, preparer, assessment=assessment)
    second = AuditEvent.objects.all()[1]

    with unguarded(connection):
        AuditEvent._base_manager.filter(pk=second.pk).update(**changed)

    assert chain_problems() == [second.pk]


def test_a_removed_event_is_noticed(preparer):
    write(3, preparer)
    _, second, third = AuditEvent.objects.all()

    with unguarded(connection):
        AuditEvent._base_manager.filter(pk=second.pk).delete()

    assert chain_problems() == [third.pk]


@pytest.mark.parametrize("attempt", ["update", "delete", "bulk_update"])
def test_events_refuse_to_change_in_bulk(preparer, attempt):
    write(1, preparer)
    call = {
        "update": lambda rows: rows.update(verb="x"),
        "delete": lambda rows: rows.delete(),
        "bulk_update": lambda rows: rows.bulk_update(list(rows), ["verb"]),
    }[attempt]

    with pytest.raises(TypeError):
        call(AuditEvent.objects.all())


def test_an_event_keeps_the_name_of_then(preparer):
    write(1, preparer)
    User.objects.filter(pk=preparer.pk).update(name="改名")

    assert AuditEvent.objects.get().actor_name == "填报人"


def test_what_nobody_did_is_the_systems(db):
    write(1, None)

    assert (AuditEvent.objects.get().actor, AuditEvent.objects.get().actor_name) == (None, "系统")


@pytest.mark.django_db(transaction=True)
def test_an_event_without_a_transaction_is_refused(preparer):
    with pytest.raises(TransactionManagementError):
        audit.record("edit", by=preparer, target="x")


@pytest.mark.django_db(transaction=True)
def test_a_change_and_its_event_come_and_go_together(preparer, assessment, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(workflow.audit, "record", fail)
    with pytest.raises(RuntimeError):
        workflow.submit(assessment, by=preparer)

    assessment.refresh_from_db()
    assert (assessment.status, assessment.version) == ("draft", 1)
    assert (Submission.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_an_event_goes_with_the_change_it_records(preparer, assessment):
    @transaction.atomic
    def change_and_fail():
        Project.objects.create(assessment=assessment, name="新项目")
        audit.record("edit", by=preparer, target="x")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert AuditEvent.objects.count() == 0
    assert not Project.objects.filter(name="新项目").exists()


def test_the_same_data_is_the_same_text():
    assert audit.canonical_json({"b": 1, "a": ["局", None]}) == '{"a":["局",null],"b":1}'
    assert audit.canonical_sha256({"a": 1, "b": 2}) == audit.canonical_sha256({"b": 2, "a": 1})


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain(preparer):
    answers = at_once(*[lambda: write(5, preparer)] * 8)

    assert answers == [None] * 8
    assert AuditEvent.objects.count() == 40
    assert chain_problems() == []


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_refuses_a_fork(preparer, monkeypatch):
    """The negative control: the lock is what lets all writers through."""

    audit.seal(by=None)  # else all wait for whoever takes the rows that the factories wrote
    head = chain.head

    def slow_head():
        last = head()
        time.sleep(0.2)
        return last

    monkeypatch.setattr(chain, "hold", lambda: None)
    monkeypatch.setattr(chain, "head", slow_head)

    answers = at_once(*[lambda: write(1, preparer)] * 4)

    assert len([x for x in answers if isinstance(x, IntegrityError)]) == 3
    assert chain_problems() == []
